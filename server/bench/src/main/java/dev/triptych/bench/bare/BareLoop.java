package dev.triptych.bench.bare;

import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import dev.triptych.load.Answer;
import dev.triptych.load.Figures;
import dev.triptych.load.Tally;
import dev.triptych.load.Window;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.LongSupplier;

/**
 * ONNX Runtime run in a loop with nothing around it: no queue, no copy, no wire. What a server can reach at best.
 *
 * <p>One session, shared by the lanes; direct buffers in, pinned outputs, filled once. One run at a time.
 */
public final class BareLoop implements AutoCloseable {
    private final OrtSession session;
    private final LoopSpec spec;
    private final List<BareLane> lanes = new ArrayList<>();
    private final LongSupplier clock;

    /**
     * Opens the session and the lanes' buffers.
     *
     * @param tower a graph with one float input
     * @param clock nanoseconds that never go back
     */
    public BareLoop(Tower tower, LoopSpec spec, LongSupplier clock) throws OrtException {
        OrtEnvironment environment = OrtEnvironment.getEnvironment();
        this.spec = spec;
        this.clock = clock;
        try (OrtSession.SessionOptions options = options(spec)) {
            session = environment.createSession(tower.file().toString(), options);
        }
        for (int i = 0; i < spec.lanes(); i++) {
            lanes.add(new BareLane(environment, session, tower.output(), tower.item(), spec.batch()));
        }
    }

    // The engine's own defaults but for the threads: memory patterns, arena and all optimisations are on.
    private static OrtSession.SessionOptions options(LoopSpec spec) throws OrtException {
        OrtSession.SessionOptions options = new OrtSession.SessionOptions();
        options.setOptimizationLevel(OrtSession.SessionOptions.OptLevel.ALL_OPT);
        options.setInterOpNumThreads(1);
        options.setIntraOpNumThreads(spec.intraOp());
        // Between measurements the server has its turn on the same cores.
        options.addConfigEntry("session.force_spinning_stop", "1");
        return options;
    }

    /** How it is driven. */
    public LoopSpec spec() {
        return spec;
    }

    /** Runs all lanes through warm-up and window; a row is an item. */
    public Figures run(Duration warmUp, Duration measured) throws OrtException, InterruptedException {
        Tally tally = new Tally(Window.after(clock.getAsLong(), warmUp, measured));
        ExecutorService threads = Executors.newFixedThreadPool(spec.lanes());
        try {
            List<Future<Void>> runs = new ArrayList<>();
            for (BareLane lane : lanes) {
                runs.add(threads.submit(() -> loop(lane, tally)));
            }
            for (Future<Void> run : runs) {
                run.get();
            }
            return tally.figures();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof OrtException cause) {
                throw cause;
            }
            throw new IllegalStateException(e.getCause());
        } finally {
            threads.shutdownNow();
        }
    }

    private Void loop(BareLane lane, Tally tally) throws OrtException {
        Answer batch = Answer.of(spec.batch());
        long from = clock.getAsLong();
        while (!tally.window().over(from) && !Thread.currentThread().isInterrupted()) {
            lane.run();
            long to = clock.getAsLong();
            tally.count(from, to, batch);
            from = to;
        }
        return null;
    }

    @Override
    public void close() throws OrtException {
        lanes.forEach(BareLane::close);
        session.close();
    }

    /**
     * What is run.
     *
     * @param file an ONNX file
     * @param output the output asked for
     * @param item shape of one row of its input
     */
    public record Tower(Path file, String output, List<Long> item) {
        public Tower {
            item = List.copyOf(item);
        }
    }
}
