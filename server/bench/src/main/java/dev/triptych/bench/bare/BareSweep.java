package dev.triptych.bench.bare;

import ai.onnxruntime.OrtException;
import dev.triptych.bench.bare.BareLoop.Tower;
import dev.triptych.load.Figures;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.LongSupplier;

/** Tries ways to drive an engine, one after the other. */
public final class BareSweep {
    private final Tower tower;
    private final LongSupplier clock;

    public BareSweep(Tower tower, LongSupplier clock) {
        this.tower = tower;
        this.clock = clock;
    }

    /** Measures each way; a session is open only while it is measured. */
    public List<Tried> run(List<LoopSpec> specs, Duration warmUp, Duration measured)
            throws OrtException, InterruptedException {
        List<Tried> tried = new ArrayList<>();
        for (LoopSpec spec : specs) {
            try (BareLoop loop = new BareLoop(tower, spec, clock)) {
                tried.add(new Tried(spec, loop.run(warmUp, measured)));
            }
        }
        return List.copyOf(tried);
    }

    /** The way with the highest rate. */
    public static LoopSpec best(List<Tried> tried) {
        return tried.stream()
                .max(Comparator.comparingDouble(one -> one.figures().rate()))
                .orElseThrow()
                .spec();
    }

    /** A way and what it reached. */
    public record Tried(LoopSpec spec, Figures figures) {}
}
