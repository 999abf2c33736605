package dev.triptych.testing;

import dev.triptych.spi.backend.BackendException;
import dev.triptych.spi.backend.Execution;
import dev.triptych.spi.error.Reason;
import dev.triptych.spi.error.TaskException;
import dev.triptych.spi.graph.Graph;
import dev.triptych.spi.graph.Pad;
import dev.triptych.spi.graph.Port;
import dev.triptych.spi.model.Call;
import dev.triptych.spi.model.Stage;
import dev.triptych.spi.model.StageSpec;
import dev.triptych.spi.tensor.Tensor;
import dev.triptych.spi.tensor.Tensors;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * A stage without a scheduler: each submission runs alone, at once, on the caller's thread, one at a time.
 *
 * <p>It keeps a record of what was submitted.
 */
public final class DirectStage implements Stage, AutoCloseable {
    /**
     * One submission.
     *
     * @param rows its rows
     * @param lengths its own lengths
     */
    public record Submission(int rows, List<Integer> lengths) {
        public Submission {
            lengths = List.copyOf(lengths);
        }
    }

    private final StageSpec spec;
    private final Execution execution;
    private final List<Submission> submissions = new ArrayList<>();

    DirectStage(StageSpec spec, Execution execution) {
        this.spec = spec;
        this.execution = execution;
    }

    @Override
    public String name() {
        return spec.name();
    }

    @Override
    public Graph graph() {
        return spec.graph();
    }

    @Override
    public int maxRows() {
        return spec.maxRows();
    }

    @Override
    public int window() {
        return spec.maxRows();
    }

    /** What was submitted so far. */
    public synchronized List<Submission> submissions() {
        return List.copyOf(submissions);
    }

    @Override
    public synchronized CompletionStage<Tensors> submit(Call call, int rows, Tensors inputs) {
        try (inputs) {
            if (call.cancelled()) {
                throw TaskException.of(Reason.CALL_CANCELLED, "the call was cancelled");
            }
            if (rows < 1 || rows > spec.maxRows()) {
                throw new IllegalArgumentException(rows + " rows; stage " + name() + " takes 1 to " + spec.maxRows());
            }
            int[] lengths = lengths(inputs);
            submissions.add(new Submission(rows, Arrays.stream(lengths).boxed().toList()));
            return CompletableFuture.completedFuture(run(rows, lengths, inputs));
        } catch (BackendException e) {
            return CompletableFuture.failedFuture(TaskException.of(reason(e.kind()), "stage " + name() + " failed", e));
        } catch (TaskException e) {
            return CompletableFuture.failedFuture(e);
        }
    }

    private Tensors run(int rows, int[] lengths, Tensors inputs) throws BackendException {
        execution.begin(rows, lengths);
        for (Port port : graph().inputs()) {
            execution.put(port, 0, inputs.get(port.name()));
        }
        execution.launch();
        while (!execution.await(Long.MAX_VALUE)) {
            // Waits for as long as it takes.
        }
        Map<String, Tensor> outputs = new LinkedHashMap<>();
        for (Port port : graph().outputs()) {
            outputs.put(port.name(), execution.take(port, 0, rows, lengths));
        }
        return Tensors.of(outputs);
    }

    private int[] lengths(Tensors inputs) {
        int[] lengths = {};
        for (Port port : graph().inputs()) {
            long[] shape = inputs.get(port.name()).shape();
            for (Pad pad : port.pads()) {
                lengths = Arrays.copyOf(lengths, Math.max(lengths.length, pad.length() + 1));
                lengths[pad.length()] = Math.max(lengths[pad.length()], (int) shape[pad.axis()]);
            }
        }
        return lengths;
    }

    private static Reason reason(BackendException.Kind kind) {
        return switch (kind) {
            case ITEM -> Reason.MODEL_REJECTED_INPUT;
            case MEMORY -> Reason.MEMORY_SHORT;
            case DEVICE_LOST -> Reason.DEVICE_LOST;
            case UNSUPPORTED, CORRUPT, TRANSIENT -> Reason.BACKEND_FAILURE;
        };
    }

    @Override
    public synchronized void close() {
        execution.close();
    }
}
