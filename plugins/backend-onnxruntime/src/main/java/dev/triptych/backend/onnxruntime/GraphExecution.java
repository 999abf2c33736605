package dev.triptych.backend.onnxruntime;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtLoggingLevel;
import ai.onnxruntime.OrtSession;
import dev.triptych.spi.backend.BackendException;
import dev.triptych.spi.backend.Execution;
import dev.triptych.spi.graph.Graph;
import dev.triptych.spi.graph.Port;
import dev.triptych.spi.tensor.Tensor;
import dev.triptych.spi.tensor.TensorAllocator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * A graph on one lane of the CPU. The run happens inside {@link #launch}, on the lane's own thread.
 *
 * <p>Invariants: native tensors live over memory that this execution holds; nothing is written to a block of which a part
 * was given away; the session is leased from open to close.
 */
final class GraphExecution implements Execution {
    private enum State {
        READY,
        FILLING,
        RUN,
        CLOSED
    }

    private final SessionLease lease;
    private final OrtSession session;
    private final OrtSession.RunOptions options;
    private final Graph graph;
    private final Map<String, InputSlot> inputs = new LinkedHashMap<>();
    private final Map<String, OutputSlot> outputs = new LinkedHashMap<>();
    private final Map<String, OnnxTensor> fed = new LinkedHashMap<>();
    private final Map<String, OnnxTensor> pinned = new LinkedHashMap<>();
    private final Set<String> unpinned = new LinkedHashSet<>();
    private State state = State.READY;
    private boolean pinning = true;
    private int rows;
    private int[] lengths = {};

    GraphExecution(OrtEnvironment environment, SessionLease lease, Graph graph, TensorAllocator allocator)
            throws BackendException {
        this.lease = lease;
        this.graph = graph;
        for (Port port : graph.inputs()) {
            inputs.put(
                    port.name(),
                    port.type().fixedWidth()
                            ? new DirectInput(port, new PortMemory(environment, port.type(), allocator))
                            : new TextInput(environment, port));
        }
        for (Port port : graph.outputs()) {
            outputs.put(
                    port.name(),
                    port.type().fixedWidth()
                            ? new DirectOutput(port, new PortMemory(environment, port.type(), allocator), allocator)
                            : new TextOutput(port, allocator));
        }
        this.session = lease.acquire();
        try {
            this.options = quiet();
        } catch (OrtException e) {
            lease.release();
            throw Failures.atRun(graph.name(), e);
        }
    }

    /** A failed run is told by its exception alone; callers' bad items must not write lines to the server's stderr. */
    private static OrtSession.RunOptions quiet() throws OrtException {
        OrtSession.RunOptions options = new OrtSession.RunOptions();
        options.setLogLevel(OrtLoggingLevel.ORT_LOGGING_LEVEL_FATAL);
        return options;
    }

    @Override
    public void begin(int newRows, int[] newLengths) {
        expect(state != State.CLOSED, "begin");
        rows = newRows;
        lengths = newLengths.clone();
        for (InputSlot input : inputs.values()) {
            input.begin(rows, lengths);
        }
        state = State.FILLING;
    }

    @Override
    public void put(Port port, int row, Tensor item) {
        expect(state == State.FILLING, "put");
        InputSlot input = inputs.get(port.name());
        if (input == null) {
            throw new IllegalArgumentException("graph " + graph.name() + " has no input " + port.name());
        }
        input.put(row, item);
    }

    @Override
    public void launch() throws BackendException {
        expect(state == State.FILLING, "launch");
        state = State.READY;
        try {
            for (Map.Entry<String, InputSlot> input : inputs.entrySet()) {
                fed.put(input.getKey(), input.getValue().tensor());
            }
            run();
        } catch (OrtException e) {
            throw Failures.atRun(graph.name(), e);
        }
        state = State.RUN;
    }

    private void run() throws BackendException, OrtException {
        prepare();
        try {
            runOnce();
        } catch (OrtException e) {
            if (pinned.isEmpty() || !Failures.refusedOutput(e)) {
                throw e;
            }
            // The file declares a shape that its graph does not keep: from now on ONNX Runtime allocates.
            pinning = false;
            prepare();
            runOnce();
        }
    }

    private void prepare() throws OrtException {
        pinned.clear();
        unpinned.clear();
        for (Map.Entry<String, OutputSlot> output : outputs.entrySet()) {
            Optional<OnnxTensor> prepared = pinning ? output.getValue().prepare(rows, lengths) : Optional.empty();
            if (prepared.isPresent()) {
                pinned.put(output.getKey(), prepared.get());
            } else {
                unpinned.add(output.getKey());
            }
        }
    }

    private void runOnce() throws BackendException, OrtException {
        try (OrtSession.Result result = session.run(fed, unpinned, pinned, options)) {
            for (Map.Entry<String, OutputSlot> output : outputs.entrySet()) {
                if (unpinned.contains(output.getKey())) {
                    output.getValue().accept(result.get(output.getKey()).orElseThrow(), rows);
                }
            }
        }
    }

    @Override
    public boolean await(long nanos) {
        expect(state == State.RUN, "await");
        return true;
    }

    @Override
    public Tensor take(Port port, int row, int itemRows, int[] itemLengths) {
        expect(state == State.RUN, "take");
        OutputSlot output = outputs.get(port.name());
        if (output == null) {
            throw new IllegalArgumentException("graph " + graph.name() + " has no output " + port.name());
        }
        return output.take(row, itemRows, itemLengths);
    }

    @Override
    public void close() {
        if (state == State.CLOSED) {
            return;
        }
        state = State.CLOSED;
        inputs.values().forEach(InputSlot::close);
        outputs.values().forEach(OutputSlot::close);
        options.close();
        lease.release();
    }

    private void expect(boolean condition, String what) {
        if (!condition) {
            throw new IllegalStateException(what + " in state " + state + " of graph " + graph.name());
        }
    }
}
