package dev.triptych.testing;

import dev.triptych.spi.tensor.ByteElements;
import dev.triptych.spi.tensor.DType;
import dev.triptych.spi.tensor.Shapes;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** A stacked input or output of a {@link GraphFunction}, on the heap. Fixed-width types use {@code data}, BYTES its elements. */
public final class Batch {
    private final DType type;
    private final long[] shape;
    private final ByteBuffer data;
    private final byte[][] elements;

    private Batch(DType type, long[] shape, ByteBuffer data, byte[][] elements) {
        this.type = type;
        this.shape = shape.clone();
        this.data = data.order(ByteOrder.LITTLE_ENDIAN);
        this.elements = elements;
    }

    /** Zeros, or empty elements. */
    public static Batch zeros(DType type, long... shape) {
        int count = Math.toIntExact(Shapes.elements(shape));
        return new Batch(
                type,
                shape,
                ByteBuffer.allocate(Math.multiplyExact(count, type.width())),
                type.fixedWidth() ? new byte[0][] : new byte[count][0]);
    }

    /** FP32 values. */
    public static Batch floats(long[] shape, float... values) {
        Batch batch = zeros(DType.FP32, shape);
        batch.data.asFloatBuffer().put(values);
        return batch;
    }

    /** INT64 values. */
    public static Batch longs(long[] shape, long... values) {
        Batch batch = zeros(DType.INT64, shape);
        batch.data.asLongBuffer().put(values);
        return batch;
    }

    public DType type() {
        return type;
    }

    public long[] shape() {
        return shape.clone();
    }

    /** The values of a fixed-width batch; little-endian, read and written in place. */
    public ByteBuffer data() {
        return data;
    }

    /** The elements of a BYTES batch; read and written in place. */
    public byte[][] elements() {
        return elements;
    }

    /** A copy of FP32 values. */
    public float[] floats() {
        float[] values = new float[data.capacity() / Float.BYTES];
        data.asFloatBuffer().get(values);
        return values;
    }

    /** A copy of INT64 values. */
    public long[] longs() {
        long[] values = new long[data.capacity() / Long.BYTES];
        data.asLongBuffer().get(values);
        return values;
    }

    long bytes() {
        return type.fixedWidth() ? data.capacity() : ByteElements.encodedLength(elements);
    }
}
