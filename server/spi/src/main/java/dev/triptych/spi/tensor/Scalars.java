package dev.triptych.spi.tensor;

import java.nio.ByteBuffer;

/** Writes single numbers as elements of any fixed-width type. */
public final class Scalars {
    private Scalars() {}

    /**
     * Writes a number at a byte index: integers cut towards zero and wrapped, floats rounded to nearest even, a bool true
     * when not 0. The buffer is little-endian.
     *
     * @throws IllegalArgumentException for {@link DType#BYTES}
     */
    public static void put(ByteBuffer to, int index, DType type, double value) {
        switch (type) {
            case BOOL -> to.put(index, (byte) (value != 0 ? 1 : 0));
            case UINT8, INT8 -> to.put(index, (byte) (long) value);
            case UINT16, INT16 -> to.putShort(index, (short) (long) value);
            case UINT32, INT32 -> to.putInt(index, (int) (long) value);
            case UINT64, INT64 -> to.putLong(index, (long) value);
            case FP16 -> to.putShort(index, half((float) value));
            case BF16 -> to.putShort(index, brain((float) value));
            case FP32 -> to.putFloat(index, (float) value);
            case FP64 -> to.putDouble(index, value);
            case BYTES -> throw new IllegalArgumentException("BYTES holds no numbers");
        }
    }

    /** The IEEE 754 half nearest to a float, ties to even; what is too large becomes infinite. */
    public static short half(float value) {
        int bits = Float.floatToRawIntBits(value);
        int sign = bits >>> 16 & 0x8000;
        float magnitude = Math.abs(value);
        if (Float.isNaN(value)) {
            return (short) (sign | 0x7e00);
        }
        if (magnitude >= 65520f) {
            return (short) (sign | 0x7c00);
        }
        if (magnitude < 0x1p-14f) {
            // Subnormal halves count steps of 2^-24; scaling by a power of two is exact, rint ties to even.
            return (short) (sign | (int) Math.rint(magnitude * 0x1p24));
        }
        int rest = Float.floatToRawIntBits(magnitude) - (112 << 23);
        return (short) (sign | ((rest + 0xfff + (rest >>> 13 & 1)) >>> 13));
    }

    /** The bfloat16 nearest to a float, ties to even. */
    public static short brain(float value) {
        int bits = Float.floatToRawIntBits(value);
        if (Float.isNaN(value)) {
            return (short) (bits >>> 16 | 0x40);
        }
        return (short) ((bits + 0x7fff + (bits >>> 16 & 1)) >>> 16);
    }
}
