package dev.triptych.runtime.graph;

import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** Decodes single numbers of the element types that scales and biases come in. */
final class Scalar {
    private Scalar() {}

    /** The number at the buffer's start, little-endian; null for types that are no plain numbers. */
    static @Nullable Double decode(ElementType type, ByteBuffer raw) {
        return switch (type) {
            case FLOAT -> (double) raw.getFloat(0);
            case DOUBLE -> raw.getDouble(0);
            case FLOAT16 -> half(raw.getShort(0));
            case BFLOAT16 -> bfloat(raw.getShort(0));
            case INT32 -> (double) raw.getInt(0);
            case INT64 -> (double) raw.getLong(0);
            default -> null;
        };
    }

    /** The number that the typed lists hold as an integer: itself, or the bits of a half. */
    static @Nullable Double ofInteger(ElementType type, long value) {
        return switch (type) {
            case FLOAT16 -> half((short) value);
            case BFLOAT16 -> bfloat((short) value);
            case INT32, INT64 -> (double) value;
            default -> null;
        };
    }

    private static double bfloat(short bits) {
        return Float.intBitsToFloat(bits << 16);
    }

    private static double half(short bits) {
        int exponent = bits >> 10 & 0x1F;
        int fraction = bits & 0x3FF;
        double size;
        if (exponent == 0x1F) {
            size = fraction == 0 ? Double.POSITIVE_INFINITY : Double.NaN;
        } else if (exponent == 0) {
            size = Math.scalb((double) fraction, -24);
        } else {
            size = Math.scalb((double) (fraction | 0x400), exponent - 25);
        }
        return bits < 0 ? -size : size;
    }
}
