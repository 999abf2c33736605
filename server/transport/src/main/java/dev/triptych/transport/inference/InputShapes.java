package dev.triptych.transport.inference;

import dev.triptych.runtime.serving.ModelListing.GraphListing;
import dev.triptych.spi.error.Reason;
import dev.triptych.spi.graph.Port;
import dev.triptych.spi.tensor.DType;
import dev.triptych.spi.tensor.Shapes;
import dev.triptych.transport.inference.Inputs.Input;
import java.util.List;

/** Checks types and shapes of inputs against the graph, before anything is allocated. */
final class InputShapes {
    private static final int WIDEST_RANK = 32;

    private static final List<DType> TYPES = List.of(DType.values());

    private InputShapes() {}

    /** The type by its name; the message lists all names. */
    static DType type(Input input) {
        for (DType type : TYPES) {
            if (type.name().equals(input.tensor().getDatatype())) {
                return type;
            }
        }
        throw Words.at(
                Reason.TENSOR_TYPE,
                input.path("datatype"),
                input.where() + ": unknown datatype "
                        + dev.triptych.spi.error.Quoted.text(input.tensor().getDatatype()) + "; use one of "
                        + TYPES);
    }

    /** Checks the type that the model expects. */
    static void type(Input input, DType expected) {
        DType got = type(input);
        if (got != expected) {
            throw Words.at(
                    Reason.TENSOR_TYPE,
                    input.path("datatype"),
                    input.where() + ": expected " + expected + ", got " + got);
        }
    }

    /**
     * The number of elements of a shape that has no negative axis and whose bytes stay below 2 GiB.
     *
     * @param width bytes of an element; for BYTES the 4 of the length alone
     */
    static long elements(Input input, int width) {
        List<Long> shape = input.tensor().getShapeList();
        if (shape.size() > WIDEST_RANK) {
            throw shape(input, "has " + shape.size() + " axes, the limit is " + WIDEST_RANK);
        }
        for (int axis = 0; axis < shape.size(); axis++) {
            if (shape.get(axis) < 0) {
                throw shape(input, "has a negative dimension at index " + axis);
            }
        }
        try {
            long elements = Shapes.elements(axes(shape));
            if (Math.multiplyExact(elements, (long) width) <= Integer.MAX_VALUE) {
                return elements;
            }
        } catch (ArithmeticException tooLarge) {
            // Said below, with the same words for every size that is too large.
        }
        throw Words.at(
                Reason.SHAPE_OVERFLOW,
                input.path("shape"),
                input.where() + ": shape " + Words.shape(shape) + " takes 2 GiB or more; send a smaller tensor");
    }

    /** The shape as the core takes it. */
    static long[] axes(List<Long> shape) {
        long[] axes = new long[shape.size()];
        for (int i = 0; i < axes.length; i++) {
            axes[i] = shape.get(i);
        }
        return axes;
    }

    /** Checks a shape against the port, axis by axis. */
    static void fits(Input input, Port port, GraphListing graph) {
        List<Long> got = input.tensor().getShapeList();
        List<Long> expected = port.dims();
        if (got.size() != expected.size()) {
            throw shape(
                    input,
                    "has " + got.size() + " dimensions, expected " + expected.size() + " as in " + Words.shape(expected)
                            + " (-1 is free)");
        }
        for (int axis = 0; axis < got.size(); axis++) {
            if (axis == port.batchAxis() && graph.maxBatchSize() > 0) {
                batch(input, got.get(axis), axis, graph.maxBatchSize());
            } else {
                axis(input, got, expected, axis);
            }
        }
    }

    /** Checks that all batched inputs have the same number of rows. */
    static void sameRows(List<Input> inputs, List<Port> ports, GraphListing graph) {
        if (graph.maxBatchSize() == 0) {
            return;
        }
        long rows = -1;
        for (int i = 0; i < inputs.size(); i++) {
            int axis = ports.get(i).batchAxis();
            if (axis == Port.NO_BATCH) {
                continue;
            }
            long got = inputs.get(i).tensor().getShape(axis);
            if (rows >= 0 && got != rows) {
                throw shape(inputs.get(i), "has " + got + " rows, an input before it has " + rows);
            }
            rows = got;
        }
    }

    private static void batch(Input input, long got, int axis, int limit) {
        if (got < 1 || got > limit) {
            throw Words.at(
                            Reason.BATCH_TOO_LARGE,
                            input.path("shape"),
                            input.where() + ": a batch of " + got + " at index " + axis + " is not between 1 and "
                                    + limit)
                    .with("limit", Integer.toString(limit));
        }
    }

    private static void axis(Input input, List<Long> got, List<Long> expected, int axis) {
        long free = expected.get(axis);
        if (free < 0 ? got.get(axis) == 0 : got.get(axis) != free) {
            throw shape(
                    input,
                    "has " + got.get(axis) + " at index " + axis + ", expected "
                            + (free < 0 ? "1 or more" : String.valueOf(free)) + " as in " + Words.shape(expected)
                            + " (-1 is free)");
        }
    }

    static dev.triptych.spi.error.TaskException shape(Input input, String problem) {
        return Words.at(
                Reason.TENSOR_SHAPE,
                input.path("shape"),
                input.where() + ": shape " + Words.shape(input.tensor().getShapeList()) + " " + problem);
    }
}
