package dev.triptych.runtime.execution;

import dev.triptych.scheduling.Ticker;
import dev.triptych.spi.backend.BackendException;
import dev.triptych.spi.backend.Execution;
import dev.triptych.spi.graph.Graph;
import dev.triptych.spi.graph.Pad;
import dev.triptych.spi.graph.Port;
import dev.triptych.spi.tensor.Tensor;
import dev.triptych.spi.tensor.TensorAllocator;
import dev.triptych.spi.tensor.TensorBuilder;
import dev.triptych.spi.tensor.Tensors;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The first runs of a stage, with a row of zeros: engines allocate and choose their kernels then, and the last run tells
 * the time. Thread-safe; each lane runs it on its own thread.
 */
final class WarmUp {
    private static final int RUNS = 2;

    private final StageImpl stage;
    private final Graph graph;
    private final int[] lengths;
    private final TensorAllocator allocator;
    private final Ticker ticker;
    private double nanosPerCost;

    WarmUp(StageImpl stage, TensorAllocator allocator, Ticker ticker) {
        this.stage = stage;
        this.graph = stage.graph();
        this.lengths = lengths(stage);
        this.allocator = allocator;
        this.ticker = ticker;
    }

    /** The shortest lengths that the stage prepares for; 1 each where it names none. */
    private static int[] lengths(StageImpl stage) {
        int[] lengths = new int[stage.lengths()];
        Arrays.fill(lengths, 1);
        List<List<Integer>> rungs = stage.spec().rungs();
        if (!rungs.isEmpty() && rungs.get(0).size() == lengths.length) {
            Arrays.setAll(lengths, i -> rungs.get(0).get(i));
        }
        return lengths;
    }

    /** What a unit of cost took on the fastest lane; 0 when no run told. */
    synchronized double nanosPerCost() {
        return nanosPerCost;
    }

    /** Runs the row on a lane. What the backend throws beside {@link BackendException} leaves nothing open. */
    void run(LaneExecutions executions) throws BackendException {
        if (graph.inputs().stream().anyMatch(port -> !port.type().fixedWidth())) {
            return;
        }
        boolean usable = false;
        try (Tensors zeros = zeros()) {
            Execution execution = executions.of(stage.compiled());
            long nanos = 0;
            for (int i = 0; i < RUNS; i++) {
                long started = ticker.nanos();
                runOnce(execution, zeros);
                nanos = ticker.nanos() - started;
            }
            learn(nanos);
            usable = true;
        } catch (BackendException e) {
            usable = true;
            throw e;
        } finally {
            if (!usable) {
                executions.close(stage.compiled());
            }
        }
    }

    private void runOnce(Execution execution, Tensors zeros) throws BackendException {
        execution.begin(1, lengths);
        for (Port port : graph.inputs()) {
            execution.put(port, 0, zeros.get(port.name()));
        }
        execution.launch();
        while (!execution.await(Long.MAX_VALUE)) {
            // Only a run that has ended may be taken apart.
        }
        for (Port port : graph.outputs()) {
            execution.take(port, 0, 1, lengths).close();
        }
    }

    private void learn(long nanos) {
        if (nanos <= 0 || graph.inputs().stream().anyMatch(WarmUp::guessed)) {
            return;
        }
        long cost = stage.cost(1, lengths);
        stage.limits().profile().record(cost, nanos);
        double measured = (double) nanos / cost;
        synchronized (this) {
            nanosPerCost = nanosPerCost == 0 ? measured : Math.min(nanosPerCost, measured);
        }
    }

    /** Whether items come in sizes that the lengths do not tell, so that a row of zeros may be far smaller than they. */
    private static boolean guessed(Port port) {
        for (int axis = 0; axis < port.dims().size(); axis++) {
            int at = axis;
            boolean padded = port.pads().stream().anyMatch(pad -> pad.axis() == at);
            if (port.dims().get(axis) < 0 && axis != port.batchAxis() && !padded) {
                return true;
            }
        }
        return false;
    }

    private Tensors zeros() {
        Map<String, Tensor> inputs = new LinkedHashMap<>();
        for (Port port : graph.inputs()) {
            try (TensorBuilder builder = allocator.allocate(port.type(), shape(port))) {
                for (int i = 0; i < builder.buffer().limit(); i++) {
                    builder.buffer().put(i, (byte) 0);
                }
                inputs.put(port.name(), builder.build());
            }
        }
        return Tensors.of(inputs);
    }

    private long[] shape(Port port) {
        long[] shape = new long[port.dims().size()];
        for (int axis = 0; axis < shape.length; axis++) {
            long dim = port.dims().get(axis);
            shape[axis] = dim < 0 || axis == port.batchAxis() ? 1 : dim;
        }
        for (Pad pad : port.pads()) {
            shape[pad.axis()] = lengths[pad.length()];
        }
        return shape;
    }
}
