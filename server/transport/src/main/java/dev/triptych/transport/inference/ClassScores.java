package dev.triptych.transport.inference;

import com.google.protobuf.ByteString;
import dev.triptych.spi.error.Quoted;
import dev.triptych.spi.error.Reason;
import dev.triptych.spi.graph.Port;
import dev.triptych.spi.tensor.DType;
import dev.triptych.spi.tensor.Tensor;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;

/**
 * The classification extension: the best classes of each row as BYTES elements {@code score:index} or
 * {@code score:index:label}, best first, the lower index first among equals.
 *
 * <p>Scores are written with six decimals, whole numbers as they are; NaN comes last.
 */
final class ClassScores {
    private static final int DECIMALS = 6;

    /**
     * The answer.
     *
     * @param classes how many of each row; the number asked for, or all there are
     * @param elements the elements of all rows, framed
     */
    record Best(int classes, ByteString elements) {}

    private ClassScores() {}

    /** Refuses outputs that have no scores, before anything runs. */
    static void check(Target target, Port port) {
        boolean first = port.batchAxis() == Port.NO_BATCH || port.batchAxis() == 0;
        if (!first || !numbers(port.type())) {
            throw Words.at(
                    Reason.PARAMETER_INVALID,
                    "outputs",
                    target.words() + " output " + Quoted.text(port.name()) + ": classification takes "
                            + (first ? "integers, FP32 or FP64, not " + port.type() : "rows along the first axis only")
                            + "; leave the parameter out");
        }
    }

    private static boolean numbers(DType type) {
        return switch (type) {
            case UINT8, UINT16, UINT32, UINT64, INT8, INT16, INT32, INT64, FP32, FP64 -> true;
            case BOOL, FP16, BF16, BYTES -> false;
        };
    }

    /**
     * The best classes.
     *
     * @param rows how many rows the tensor has; its elements are divided among them
     * @param most how many classes of a row are wanted
     * @param labels the classes' names, written when there are as many as classes
     */
    static Best best(Tensor tensor, int rows, int most, List<String> labels) {
        ByteBuffer values = tensor.host().order(ByteOrder.LITTLE_ENDIAN);
        int all = rows == 0 ? 0 : values.remaining() / tensor.type().width() / rows;
        int classes = Math.min(most, all);
        boolean named = labels.size() == all;
        ByteString.Output elements = ByteString.newOutput();
        for (int row = 0; row < rows; row++) {
            int start = row * all;
            for (int index : top(tensor.type(), values, start, all, classes)) {
                String text = text(tensor.type(), values, start + index) + ":" + index;
                frame(elements, named ? text + ":" + labels.get(index) : text);
            }
        }
        return new Best(classes, elements.toByteString());
    }

    /** Indices of the best, best first: a heap of the best so far, its worst on top. */
    private static int[] top(DType type, ByteBuffer values, int start, int all, int classes) {
        Comparator<Integer> worstFirst = (a, b) -> {
            int order = compare(type, values, start + a, start + b);
            return order == 0 ? Integer.compare(b, a) : order;
        };
        PriorityQueue<Integer> best = new PriorityQueue<>(classes + 1, worstFirst);
        for (int i = 0; i < all; i++) {
            best.add(i);
            if (best.size() > classes) {
                int unused = best.remove();
            }
        }
        int[] order = new int[classes];
        for (int i = classes - 1; i >= 0; i--) {
            order[i] = best.remove();
        }
        return order;
    }

    private static int compare(DType type, ByteBuffer values, int a, int b) {
        return switch (type) {
            case FP32, FP64 -> {
                double left = real(type, values, a);
                double right = real(type, values, b);
                boolean odd = Double.isNaN(left) || Double.isNaN(right);
                yield odd ? Boolean.compare(Double.isNaN(right), Double.isNaN(left)) : Double.compare(left, right);
            }
            case UINT64 -> Long.compareUnsigned(whole(type, values, a), whole(type, values, b));
            default -> Long.compare(whole(type, values, a), whole(type, values, b));
        };
    }

    private static String text(DType type, ByteBuffer values, int at) {
        if (type == DType.UINT64) {
            return Long.toUnsignedString(whole(type, values, at));
        }
        if (type != DType.FP32 && type != DType.FP64) {
            return Long.toString(whole(type, values, at));
        }
        double value = real(type, values, at);
        if (Double.isNaN(value)) {
            return "nan";
        }
        if (Double.isInfinite(value)) {
            return value > 0 ? "inf" : "-inf";
        }
        return new BigDecimal(value).setScale(DECIMALS, RoundingMode.HALF_EVEN).toPlainString();
    }

    private static double real(DType type, ByteBuffer values, int at) {
        return type == DType.FP32 ? values.getFloat(at * Float.BYTES) : values.getDouble(at * Double.BYTES);
    }

    private static long whole(DType type, ByteBuffer values, int at) {
        return switch (type) {
            case INT8 -> values.get(at);
            case UINT8 -> values.get(at) & 0xffL;
            case INT16 -> values.getShort(at * Short.BYTES);
            case UINT16 -> values.getShort(at * Short.BYTES) & 0xffffL;
            case INT32 -> values.getInt(at * Integer.BYTES);
            case UINT32 -> values.getInt(at * Integer.BYTES) & 0xffff_ffffL;
            case INT64, UINT64 -> values.getLong(at * Long.BYTES);
            case BOOL, FP16, BF16, FP32, FP64, BYTES -> throw new IllegalArgumentException(type + " is no integer");
        };
    }

    private static void frame(ByteString.Output out, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        for (int shift = 0; shift < Integer.SIZE; shift += Byte.SIZE) {
            out.write(bytes.length >>> shift);
        }
        out.write(bytes, 0, bytes.length);
    }
}
