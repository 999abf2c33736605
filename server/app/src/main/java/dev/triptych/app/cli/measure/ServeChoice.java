package dev.triptych.app.cli.measure;

import java.util.ArrayList;
import java.util.List;

/**
 * One way to serve.
 *
 * @param mode {@code throughput} or {@code latency}
 * @param decodeLanes threads that decode and preprocess
 */
record ServeChoice(String mode, int decodeLanes) {
    /** All ways, modes before lanes. */
    static List<ServeChoice> all(List<String> modes, List<Integer> decodeLanes) {
        List<ServeChoice> all = new ArrayList<>();
        modes.forEach(mode -> decodeLanes.forEach(lanes -> all.add(new ServeChoice(mode, lanes))));
        return all;
    }

    /** Numbers of decode lanes worth trying on so many cores: one, half of them, all but one, all. */
    static List<Integer> lanesWorthTrying(int cores) {
        return List.of(1, Math.max(1, cores / 2), Math.max(1, cores - 1), cores).stream()
                .distinct()
                .sorted()
                .toList();
    }

    /** The options of {@code serve}. */
    List<String> flags() {
        return List.of("--device-mode", mode, "--decode-lanes", Integer.toString(decodeLanes));
    }

    /** The lines of {@code triptych.yaml}. */
    List<String> yaml() {
        return List.of("device-mode: " + mode, "decode-lanes: " + decodeLanes);
    }

    @Override
    public String toString() {
        return mode + ", " + decodeLanes + (decodeLanes == 1 ? " decode lane" : " decode lanes");
    }
}
