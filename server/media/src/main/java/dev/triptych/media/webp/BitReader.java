package dev.triptych.media.webp;

/** Bits of a byte sequence, low bit first. */
final class BitReader {
    private final byte[] data;
    private int next;
    private long held;
    private int count;
    /** Zeros that were made up behind the end. */
    private int missing;

    BitReader(byte[] data, int from) {
        this.data = data;
        this.next = from;
    }

    /** The next bits without taking them, zeros behind the end; at most 32. */
    int peek(int width) {
        fill();
        return (int) (held & ((1L << width) - 1));
    }

    /**
     * Takes bits that were peeked at.
     *
     * @throws dev.triptych.spi.error.TaskException {@code IMAGE_TRUNCATED} when the data has fewer
     */
    void skip(int width) {
        held >>>= width;
        count -= width;
        if (count < missing) {
            throw WebpErrors.truncated(data.length);
        }
    }

    /** Takes bits as an unsigned number; at most 24. */
    int read(int width) {
        int value = peek(width);
        skip(width);
        return value;
    }

    boolean flag() {
        return read(1) == 1;
    }

    private void fill() {
        while (count <= 48) {
            if (next < data.length) {
                held |= (data[next++] & 0xFFL) << count;
            } else {
                missing += 8;
            }
            count += 8;
        }
    }
}
