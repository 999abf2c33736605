package dev.triptych.bench.graph;

import ai.onnxruntime.OrtException;
import dev.triptych.bench.bare.BareLoop;
import dev.triptych.bench.bare.LoopSpec;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.function.LongSupplier;

/** Stubs that take a given time on this machine: a row, alone, on one thread. */
public final class Stubs {
    private static final int PROBE = 8;
    private static final Duration WARM_UP = Duration.ofMillis(500);
    private static final Duration MEASURED = Duration.ofSeconds(1);

    private final LongSupplier clock;

    /**
     * A maker of stubs.
     *
     * @param clock nanoseconds that never go back
     */
    public Stubs(LongSupplier clock) {
        this.clock = clock;
    }

    /** Writes a stub and returns how many products it has. */
    public int write(Path folder, Duration time) throws IOException, OrtException, InterruptedException {
        double each = millis(Graphs.stub(folder, PROBE)) / PROBE;
        int products = (int) Math.max(1, Math.round(time.toNanos() / 1e6 / each));
        var unused = Graphs.stub(folder, products);
        return products;
    }

    /** The median time of one row alone on one thread. */
    public double millis(Path graph) throws OrtException, InterruptedException {
        BareLoop.Tower tower = new BareLoop.Tower(graph, "y", List.of((long) Graphs.WIDTH));
        try (BareLoop loop = new BareLoop(tower, new LoopSpec(1, 1, 1), clock)) {
            return loop.run(WARM_UP, MEASURED).millis(50);
        }
    }
}
