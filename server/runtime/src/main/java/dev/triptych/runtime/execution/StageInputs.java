package dev.triptych.runtime.execution;

import dev.triptych.scheduling.Bucket;
import dev.triptych.spi.error.Quoted;
import dev.triptych.spi.error.Reason;
import dev.triptych.spi.error.TaskException;
import dev.triptych.spi.graph.Graph;
import dev.triptych.spi.graph.Pad;
import dev.triptych.spi.graph.Port;
import dev.triptych.spi.tensor.Tensor;
import dev.triptych.spi.tensor.Tensors;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Checks a submission against a stage's ports and finds its bucket. Immutable, thread-safe. */
final class StageInputs {
    private final List<Port> ports;
    private final int maxRows;
    private final int lengths;

    StageInputs(Graph graph, int maxRows) {
        this.ports = graph.inputs();
        this.maxRows = maxRows;
        this.lengths = ports.stream()
                .flatMap(port -> port.pads().stream())
                .mapToInt(pad -> pad.length() + 1)
                .max()
                .orElse(0);
    }

    /** How many lengths a bucket has. */
    int lengths() {
        return lengths;
    }

    /**
     * The bucket of a submission.
     *
     * @throws TaskException when it does not fit the ports
     */
    Bucket bucket(StageLimits stage, int rows, Tensors inputs) {
        if (rows < 1 || rows > maxRows) {
            throw TaskException.of(
                    Reason.BATCH_TOO_LARGE, "got " + rows + " rows; the model takes 1 to " + maxRows + " a request.");
        }
        int[] found = new int[lengths];
        Arrays.fill(found, -1);
        List<Long> freeDims = new ArrayList<>();
        List<SharedValue> shared = new ArrayList<>();
        for (int i = 0; i < ports.size(); i++) {
            Port port = ports.get(i);
            Tensor tensor = tensor(port, inputs);
            check(port, tensor, rows, found, freeDims);
            // A batch of one item shares nothing with others, so there is no need to compare contents.
            if (port.batchAxis() == Port.NO_BATCH && maxRows > 1) {
                shared.add(SharedValue.of(i, tensor));
            }
        }
        if (inputs.ports().size() > ports.size()) {
            throw unknown(inputs);
        }
        StageKey key = new StageKey(stage, List.copyOf(freeDims), List.copyOf(shared));
        if (lengths == 0) {
            return Bucket.of(key);
        }
        return new Bucket(
                key,
                Arrays.stream(found).map(length -> Math.max(length, 0)).boxed().toList());
    }

    /** The lengths of inputs that are not checked yet; 0 where they do not tell. */
    int[] lengthsOf(Tensors inputs) {
        int[] found = new int[lengths];
        for (Port port : ports) {
            if (!inputs.has(port.name())) {
                continue;
            }
            long[] shape = inputs.get(port.name()).shape();
            for (Pad pad : port.pads()) {
                if (pad.axis() < shape.length) {
                    found[pad.length()] = (int) Math.min(shape[pad.axis()], Integer.MAX_VALUE);
                }
            }
        }
        return found;
    }

    private Tensor tensor(Port port, Tensors inputs) {
        if (!inputs.has(port.name())) {
            throw TaskException.of(
                    Reason.INPUT_MISSING,
                    "Input " + Quoted.text(port.name()) + " is missing; send all of " + names() + ".");
        }
        return inputs.get(port.name());
    }

    private TaskException unknown(Tensors inputs) {
        String name = inputs.ports().stream()
                .filter(input -> ports.stream().noneMatch(port -> port.name().equals(input)))
                .findFirst()
                .orElse("");
        return TaskException.of(
                Reason.INPUT_UNKNOWN, "Input " + Quoted.text(name) + " is not the model's; it takes " + names() + ".");
    }

    private void check(Port port, Tensor tensor, int rows, int[] found, List<Long> freeDims) {
        if (tensor.type() != port.type()) {
            throw TaskException.of(
                    Reason.TENSOR_TYPE,
                    "Input " + Quoted.text(port.name()) + " got " + tensor.type() + "; send " + port.type() + ".");
        }
        long[] shape = tensor.shape();
        if (shape.length != port.dims().size()) {
            throw shape(port, shape);
        }
        for (int axis = 0; axis < shape.length; axis++) {
            long dim = port.dims().get(axis);
            int length = lengthOf(port, axis);
            long required = axis == port.batchAxis() ? rows : dim;
            if (required >= 0 && shape[axis] != required) {
                throw shape(port, shape);
            }
            if (axis == port.batchAxis()) {
                continue;
            }
            if (length >= 0) {
                agree(port, shape, axis, length, found);
            } else if (dim < 0) {
                freeDims.add(shape[axis]);
            }
        }
    }

    private static void agree(Port port, long[] shape, int axis, int length, int[] found) {
        if (found[length] >= 0 && found[length] != shape[axis]) {
            throw TaskException.of(
                    Reason.TENSOR_SHAPE,
                    "Input " + Quoted.text(port.name()) + " got shape " + Arrays.toString(shape) + "; axis " + axis
                            + " must be " + found[length] + " as in the other inputs.");
        }
        found[length] = Math.toIntExact(shape[axis]);
    }

    private static int lengthOf(Port port, int axis) {
        for (Pad pad : port.pads()) {
            if (pad.axis() == axis) {
                return pad.length();
            }
        }
        return -1;
    }

    private static TaskException shape(Port port, long[] got) {
        return TaskException.of(
                Reason.TENSOR_SHAPE,
                "Input " + Quoted.text(port.name()) + " got shape " + Arrays.toString(got) + "; the model takes "
                        + port.dims() + ", -1 being free, with the same rows in all inputs.");
    }

    private String names() {
        return String.join(", ", ports.stream().map(Port::name).toList());
    }
}
