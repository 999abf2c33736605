package dev.triptych.spi.tensor;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** Reads and writes the elements of {@link DType#BYTES} tensors: each a 4-byte little-endian length, then its bytes. */
public final class ByteElements {
    private ByteElements() {}

    /**
     * The elements, in order. The buffer's position stays.
     *
     * @param count how many elements the tensor's shape asks for
     * @throws IllegalArgumentException when the lengths do not add up to the buffer's bytes
     */
    public static byte[][] decode(ByteBuffer encoded, int count) {
        ByteBuffer in = encoded.duplicate().order(ByteOrder.LITTLE_ENDIAN);
        // Four bytes an element at least: a false count is found before anything is allocated for it.
        if (count > in.remaining() / Integer.BYTES) {
            throw malformed(count, encoded);
        }
        byte[][] elements = new byte[count][];
        for (int i = 0; i < count; i++) {
            if (in.remaining() < Integer.BYTES) {
                throw malformed(count, encoded);
            }
            int length = in.getInt();
            if (length < 0 || length > in.remaining()) {
                throw malformed(count, encoded);
            }
            elements[i] = new byte[length];
            in.get(elements[i]);
        }
        if (in.hasRemaining()) {
            throw malformed(count, encoded);
        }
        return elements;
    }

    /** The bytes that elements take when encoded. */
    public static long encodedLength(byte[][] elements) {
        long bytes = 0;
        for (byte[] element : elements) {
            bytes += Integer.BYTES + (long) element.length;
        }
        return bytes;
    }

    /** Writes the elements from the buffer's position on. */
    public static void encode(byte[][] elements, ByteBuffer to) {
        ByteBuffer out = to.order(ByteOrder.LITTLE_ENDIAN);
        for (byte[] element : elements) {
            out.putInt(element.length).put(element);
        }
    }

    private static IllegalArgumentException malformed(int count, ByteBuffer encoded) {
        return new IllegalArgumentException(
                "BYTES: length prefixes do not add up to " + count + " elements in " + encoded.remaining() + " bytes");
    }
}
