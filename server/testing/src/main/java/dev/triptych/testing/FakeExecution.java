package dev.triptych.testing;

import dev.triptych.spi.backend.BackendException;
import dev.triptych.spi.backend.BatchLayout;
import dev.triptych.spi.backend.Execution;
import dev.triptych.spi.graph.Graph;
import dev.triptych.spi.graph.Port;
import dev.triptych.spi.tensor.Tensor;
import dev.triptych.spi.tensor.TensorAllocator;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;

/** An execution of a {@link FakeBackend}; throws {@link IllegalStateException} when its methods are called out of order. */
public final class FakeExecution implements Execution {
    private enum State {
        READY,
        FILLING,
        RUNNING,
        TAKING,
        CLOSED
    }

    private final Graph graph;
    private final GraphFunction function;
    private final FakeScript script;
    private final TensorAllocator allocator;
    private final Runnable onClose;
    private final Map<String, Batch> inputs = new LinkedHashMap<>();
    private final Map<String, FakeOutput> outputs = new LinkedHashMap<>();
    private State state = State.READY;
    private int rows;
    private int[] lengths = {};

    FakeExecution(Graph graph, GraphFunction function, FakeScript script, TensorAllocator allocator, Runnable onClose) {
        this.graph = graph;
        this.function = function;
        this.script = script;
        this.allocator = allocator;
        this.onClose = onClose;
    }

    @Override
    public void begin(int newRows, int[] newLengths) {
        expect(state != State.CLOSED, "begin");
        clear();
        rows = newRows;
        lengths = newLengths.clone();
        state = State.FILLING;
    }

    @Override
    public void put(Port port, int row, Tensor item) {
        expect(state == State.FILLING, "put");
        Batch batch = inputs.get(port.name());
        if (batch == null) {
            batch = Batch.zeros(port.type(), BatchLayout.batched(port, rows, lengths, item.shape()));
            inputs.put(port.name(), batch);
        }
        Stacking.put(port, row, item, batch);
    }

    @Override
    public void launch() throws BackendException {
        expect(state == State.FILLING, "launch");
        for (Port port : graph.inputs()) {
            expect(inputs.containsKey(port.name()), "launch without " + port.name());
        }
        state = State.READY;
        script.play(
                new FakeScript.Launch(
                        graph.name(), rows, Arrays.stream(lengths).boxed().toList()),
                inputs);
        Map<String, Batch> results = function.run(inputs);
        for (Port port : graph.outputs()) {
            Batch result = results.get(port.name());
            if (result == null) {
                throw new IllegalStateException("the function made no output " + port.name());
            }
            outputs.put(port.name(), FakeOutput.of(result, allocator));
        }
        state = State.RUNNING;
    }

    @Override
    public boolean await(long nanos) {
        expect(state == State.RUNNING || state == State.TAKING, "await");
        state = State.TAKING;
        return true;
    }

    @Override
    public Tensor take(Port port, int row, int itemRows, int[] itemLengths) {
        expect(state == State.TAKING, "take");
        FakeOutput output = outputs.get(port.name());
        if (output == null) {
            throw new IllegalArgumentException("no output " + port.name());
        }
        return output.take(port, row, itemRows, itemLengths);
    }

    @Override
    public void close() {
        if (state != State.CLOSED) {
            clear();
            state = State.CLOSED;
            onClose.run();
        }
    }

    private void clear() {
        inputs.clear();
        outputs.values().forEach(FakeOutput::close);
        outputs.clear();
    }

    private void expect(boolean condition, String what) {
        if (!condition) {
            throw new IllegalStateException(what + " in state " + state + " of graph " + graph.name());
        }
    }
}
