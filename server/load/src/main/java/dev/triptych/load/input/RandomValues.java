package dev.triptych.load.input;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnsafeByteOperations;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Random;

/** Values of the Open Inference Protocol's datatypes, little-endian. */
final class RandomValues {
    private RandomValues() {}

    /**
     * Bytes of one value.
     *
     * @throws IllegalArgumentException for a datatype that has no fixed size
     */
    static int size(String datatype) {
        return switch (datatype) {
            case "BOOL", "INT8", "UINT8" -> 1;
            case "INT16", "UINT16", "FP16", "BF16" -> 2;
            case "INT32", "UINT32", "FP32" -> 4;
            case "INT64", "UINT64", "FP64" -> 8;
            default ->
                throw new IllegalArgumentException(
                        "values of datatype " + datatype + " cannot be made up: send them by another task");
        };
    }

    /**
     * Random values: floats normal with mean 0 and deviation 1, integers even from 0.
     *
     * @param most integers are below it
     */
    static ByteString of(String datatype, int values, int most, Random random) {
        ByteBuffer bytes =
                ByteBuffer.allocate(Math.multiplyExact(values, size(datatype))).order(ByteOrder.LITTLE_ENDIAN);
        while (bytes.hasRemaining()) {
            switch (datatype) {
                case "FP32" -> bytes.putFloat((float) random.nextGaussian());
                case "FP64" -> bytes.putDouble(random.nextGaussian());
                case "FP16" -> bytes.putShort(half((float) random.nextGaussian()));
                case "BF16" -> bytes.putShort((short) (Float.floatToIntBits((float) random.nextGaussian()) >>> 16));
                case "BOOL" -> bytes.put((byte) random.nextInt(2));
                case "INT64", "UINT64" -> bytes.putLong(random.nextInt(most));
                case "INT32", "UINT32" -> bytes.putInt(random.nextInt(most));
                case "INT16", "UINT16" -> bytes.putShort((short) random.nextInt(Math.min(most, Short.MAX_VALUE)));
                default -> bytes.put((byte) random.nextInt(Math.min(most, Byte.MAX_VALUE)));
            }
        }
        return UnsafeByteOperations.unsafeWrap(bytes.flip());
    }

    // By cutting: these are random values, nobody misses their last bit. Below 2^-14 they become 0.
    private static short half(float value) {
        int bits = Float.floatToIntBits(value);
        int exponent = (bits >>> 23 & 0xff) - 127 + 15;
        return (short) (exponent <= 0 ? 0 : ((bits >>> 16) & 0x8000) | (exponent << 10) | ((bits >>> 13) & 0x3ff));
    }
}
