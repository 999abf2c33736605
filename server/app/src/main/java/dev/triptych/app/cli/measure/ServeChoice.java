package dev.triptych.app.cli.measure;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * One way to serve.
 *
 * @param mode {@code throughput} or {@code latency}
 * @param decodeLanes threads that decode and preprocess
 * @param deviceCores cores for what runs on the CPU; 0 for all
 * @param maxBatch the most rows of a batch; 0 leaves it to the device
 */
record ServeChoice(String mode, int decodeLanes, int deviceCores, int maxBatch) {
    /** All ways with the defaults of cores and batches, modes before lanes. */
    static List<ServeChoice> all(List<String> modes, List<Integer> decodeLanes) {
        List<ServeChoice> all = new ArrayList<>();
        modes.forEach(mode -> decodeLanes.forEach(lanes -> all.add(new ServeChoice(mode, lanes, 0, 0))));
        return all;
    }

    /** Numbers of decode lanes worth trying on so many cores: one, half of them, all but one, all. */
    static List<Integer> lanesWorthTrying(int cores) {
        return List.of(1, Math.max(1, cores / 2), Math.max(1, cores - 1), cores).stream()
                .distinct()
                .sorted()
                .toList();
    }

    /** This way with one thing different: first each number of rows, then each number of cores; 0, the default, is this way. */
    List<ServeChoice> variations(List<Integer> maxBatches, List<Integer> cores) {
        List<ServeChoice> all = new ArrayList<>();
        maxBatches.stream()
                .filter(rows -> rows > 0)
                .forEach(rows -> all.add(new ServeChoice(mode, decodeLanes, 0, rows)));
        cores.stream().filter(some -> some > 0).forEach(some -> all.add(new ServeChoice(mode, decodeLanes, some, 0)));
        return all;
    }

    /** The options of {@code serve}. */
    List<String> flags() {
        List<String> flags = new ArrayList<>();
        settings().forEach((name, value) -> flags.addAll(List.of("--" + name, value)));
        return flags;
    }

    /** The lines of {@code triptych.yaml}. */
    List<String> yaml() {
        return settings().entrySet().stream()
                .map(setting -> setting.getKey() + ": " + setting.getValue())
                .toList();
    }

    private Map<String, String> settings() {
        Map<String, String> settings = new LinkedHashMap<>();
        settings.put("device-mode", mode);
        settings.put("decode-lanes", Integer.toString(decodeLanes));
        if (deviceCores > 0) {
            settings.put("device-cores", Integer.toString(deviceCores));
        }
        if (maxBatch > 0) {
            settings.put("max-batch", Integer.toString(maxBatch));
        }
        return settings;
    }

    @Override
    public String toString() {
        return mode
                + ", "
                + count(decodeLanes, "decode lane")
                + (deviceCores > 0 ? ", " + count(deviceCores, "core") : "")
                + (maxBatch > 0 ? ", batches of " + maxBatch : "");
    }

    private static String count(int many, String what) {
        return many + " " + what + (many == 1 ? "" : "s");
    }
}
