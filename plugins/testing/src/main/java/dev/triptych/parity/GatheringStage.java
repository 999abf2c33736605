package dev.triptych.parity;

import dev.triptych.spi.backend.BackendException;
import dev.triptych.spi.backend.Execution;
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
import java.util.function.UnaryOperator;

/** A stage that keeps what is submitted until {@link #flush}, which runs all of it as one padded batch. One thread. */
final class GatheringStage implements Stage {
    private final StageSpec spec;
    private final Execution execution;
    private final UnaryOperator<Tensors> change;
    private final List<Waiting> waiting = new ArrayList<>();

    @SuppressWarnings("ArrayRecordComponent") // read by index, compared by nobody
    private record Waiting(Tensors inputs, int[] lengths, CompletableFuture<Tensors> answer) {}

    /** @param change what befalls inputs on their way: nothing, or a mutant's mistake */
    GatheringStage(StageSpec spec, Execution execution, UnaryOperator<Tensors> change) {
        this.spec = spec;
        this.execution = execution;
        this.change = change;
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

    @Override
    public CompletionStage<Tensors> submit(Call call, int rows, Tensors inputs) {
        Tensors changed = change.apply(inputs);
        Waiting entry = new Waiting(changed, lengths(changed), new CompletableFuture<>());
        waiting.add(entry);
        return entry.answer();
    }

    /** The inputs of those that wait, in order; still theirs. */
    List<Tensors> inputs() {
        return waiting.stream().map(Waiting::inputs).toList();
    }

    /** Runs all that wait as one batch. */
    void flush() throws BackendException {
        List<Waiting> batch = List.copyOf(waiting);
        waiting.clear();
        execution.begin(batch.size(), longest(batch));
        for (int row = 0; row < batch.size(); row++) {
            for (Port port : graph().inputs()) {
                execution.put(port, row, batch.get(row).inputs().get(port.name()));
            }
            batch.get(row).inputs().close();
        }
        execution.launch();
        while (!execution.await(Long.MAX_VALUE)) {
            // Waits for as long as it takes.
        }
        for (int row = 0; row < batch.size(); row++) {
            batch.get(row).answer().complete(outputs(row, batch.get(row).lengths()));
        }
    }

    private Tensors outputs(int row, int[] lengths) {
        Map<String, Tensor> outputs = new LinkedHashMap<>();
        for (Port port : graph().outputs()) {
            outputs.put(port.name(), execution.take(port, row, 1, lengths));
        }
        return Tensors.of(outputs);
    }

    private static int[] longest(List<Waiting> batch) {
        int[] longest = batch.get(0).lengths().clone();
        for (Waiting entry : batch) {
            for (int i = 0; i < longest.length; i++) {
                longest[i] = Math.max(longest[i], entry.lengths()[i]);
            }
        }
        return longest;
    }

    private int[] lengths(Tensors inputs) {
        int[] lengths = {};
        for (Port port : graph().inputs()) {
            for (Pad pad : port.pads()) {
                lengths = Arrays.copyOf(lengths, Math.max(lengths.length, pad.length() + 1));
                lengths[pad.length()] = Math.toIntExact(inputs.get(port.name()).shape()[pad.axis()]);
            }
        }
        return lengths;
    }

    void close() {
        waiting.forEach(entry -> entry.inputs().close());
        execution.close();
    }
}
