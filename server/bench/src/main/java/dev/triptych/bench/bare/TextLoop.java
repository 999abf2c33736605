package dev.triptych.bench.bare;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import dev.triptych.load.Answer;
import dev.triptych.load.Figures;
import dev.triptych.load.Tally;
import dev.triptych.load.Window;
import java.math.BigInteger;
import java.nio.LongBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongSupplier;

/**
 * A text tower of ONNX Runtime in a loop with nothing around it, over texts of given lengths.
 *
 * <p>By length: texts sorted, so that a batch holds texts of nearly one length and is padded to its longest; that is what a
 * server could reach if it knew all texts beforehand. Padded: every text has the longest length there is.
 */
public final class TextLoop implements AutoCloseable {
    private final OrtSession session;
    private final LoopSpec spec;
    private final List<long[]> batches;
    private final LongSupplier clock;

    /**
     * Opens the session.
     *
     * @param tower an ONNX file with an input {@code input_ids [n, length]}
     * @param tokens length of each text, in tokens; taken round and round
     * @param padded the length that all texts are padded to; 0: to the longest of their batch
     */
    public TextLoop(Path tower, LoopSpec spec, List<Integer> tokens, int padded, LongSupplier clock)
            throws OrtException {
        this.spec = spec;
        this.clock = clock;
        this.batches = batches(tokens, spec.batch(), padded);
        try (OrtSession.SessionOptions options = new OrtSession.SessionOptions()) {
            options.setIntraOpNumThreads(spec.intraOp());
            options.setInterOpNumThreads(1);
            options.addConfigEntry("session.force_spinning_stop", "1");
            session = OrtEnvironment.getEnvironment().createSession(tower.toString(), options);
        }
    }

    /** Shapes of all batches: rows and length. */
    static List<long[]> batches(List<Integer> tokens, int size, int padded) {
        List<Integer> sorted = tokens.stream().sorted().toList();
        List<long[]> batches = new ArrayList<>();
        for (int from = 0; from < sorted.size(); from += size) {
            int to = Math.min(sorted.size(), from + size);
            batches.add(new long[] {to - from, padded > 0 ? padded : sorted.get(to - 1)});
        }
        return batches;
    }

    /** Runs all lanes through warm-up and window; a text is an item. */
    public Figures run(Duration warmUp, Duration measured) throws OrtException, InterruptedException {
        Tally tally = new Tally(Window.after(clock.getAsLong(), warmUp, measured));
        ExecutorService threads = Executors.newFixedThreadPool(spec.lanes());
        AtomicInteger next = new AtomicInteger();
        try {
            List<Future<Void>> runs = new ArrayList<>();
            for (int i = 0; i < spec.lanes(); i++) {
                runs.add(threads.submit(() -> loop(tally, next)));
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

    // Steps through the batches by a stride, so that long and short ones are spread over the window.
    private Void loop(Tally tally, AtomicInteger next) throws OrtException {
        int stride = stride(batches.size());
        long from = clock.getAsLong();
        while (!tally.window().over(from) && !Thread.currentThread().isInterrupted()) {
            long[] shape = batches.get((int) ((long) next.getAndIncrement() * stride % batches.size()));
            run(shape);
            long to = clock.getAsLong();
            tally.count(from, to, Answer.of((int) shape[0]));
            from = to;
        }
        return null;
    }

    static int stride(int count) {
        int stride = Math.max(1, (int) (count * 0.618));
        while (BigInteger.valueOf(stride).gcd(BigInteger.valueOf(count)).intValue() != 1) {
            stride++;
        }
        return stride;
    }

    private void run(long[] shape) throws OrtException {
        long[] ids = new long[(int) (shape[0] * shape[1])];
        Arrays.fill(ids, 320);
        for (int row = 0; row < shape[0]; row++) {
            ids[(int) (row * shape[1])] = 49_406;
            ids[(int) ((row + 1) * shape[1]) - 1] = 49_407;
        }
        try (OnnxTensor input = OnnxTensor.createTensor(OrtEnvironment.getEnvironment(), LongBuffer.wrap(ids), shape);
                OrtSession.Result result =
                        session.run(Map.of(session.getInputNames().iterator().next(), input), Set.of("text_embeds"))) {
            if (result.size() != 1) {
                throw new IllegalStateException("no vector");
            }
        }
    }

    @Override
    public void close() throws OrtException {
        session.close();
    }
}
