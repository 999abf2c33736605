package dev.triptych.spi.tensor;

/**
 * The element type of a tensor, named as the Open Inference Protocol names it.
 *
 * <p>Fixed-width types lie row-major and little-endian. {@link #BYTES} is a sequence of elements, each a 4-byte
 * little-endian length followed by that many bytes; its shape counts elements.
 */
public enum DType {
    BOOL(1),
    UINT8(1),
    UINT16(2),
    UINT32(4),
    UINT64(8),
    INT8(1),
    INT16(2),
    INT32(4),
    INT64(8),
    FP16(2),
    BF16(2),
    FP32(4),
    FP64(8),
    BYTES(0);

    private final int width;

    DType(int width) {
        this.width = width;
    }

    /** Bytes of one element; 0 for {@link #BYTES}, whose elements differ in length. */
    public int width() {
        return width;
    }

    /** Whether every element has the same width. */
    public boolean fixedWidth() {
        return width > 0;
    }
}
