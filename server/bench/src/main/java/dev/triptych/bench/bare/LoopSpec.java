package dev.triptych.bench.bare;

import java.util.ArrayList;
import java.util.List;

/**
 * One way to drive an engine.
 *
 * @param lanes threads that run the session at once
 * @param batch rows in a run
 * @param intraOp threads inside a run
 */
public record LoopSpec(int lanes, int batch, int intraOp) {
    public LoopSpec {
        if (lanes < 1 || batch < 1 || intraOp < 1) {
            throw new IllegalArgumentException(
                    "lanes, batch and threads must be at least 1, got " + lanes + ", " + batch + " and " + intraOp);
        }
    }

    /** All ways worth trying for the highest rate: a lane a core with one thread each, and one lane with a thread a core. */
    public static List<LoopSpec> throughput(int cores, List<Integer> batches) {
        List<LoopSpec> specs = new ArrayList<>();
        batches.forEach(batch -> specs.add(new LoopSpec(cores, batch, 1)));
        if (cores > 1) {
            batches.forEach(batch -> specs.add(new LoopSpec(1, batch, cores)));
        }
        return List.copyOf(specs);
    }

    /** All ways worth trying for the shortest time: one row on one lane, with one thread and with a thread a core. */
    public static List<LoopSpec> latency(int cores) {
        return cores == 1 ? List.of(new LoopSpec(1, 1, 1)) : List.of(new LoopSpec(1, 1, cores), new LoopSpec(1, 1, 1));
    }

    @Override
    public String toString() {
        return lanes + " x batch " + batch + " on " + intraOp + (intraOp == 1 ? " thread" : " threads");
    }
}
