package dev.triptych.testing;

import dev.triptych.spi.tensor.DType;
import dev.triptych.spi.tensor.Tensor;
import dev.triptych.spi.tensor.TensorAllocator;
import java.util.Arrays;

/** Items of shape [1, 3] whose bytes a careless conversion would change. */
final class Samples {
    private Samples() {}

    static Tensor of(TensorAllocator allocator, DType type, int which) {
        long[] shape = {1, 3};
        if (type == DType.BYTES) {
            return which == 0
                    ? TestTensors.texts(allocator, shape, "", "plain", "na\u00efve")
                    : TestTensors.texts(allocator, shape, "two words", " \n", "\u65e5\u672c");
        }
        byte[] bytes = new byte[3 * type.width()];
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = type == DType.BOOL ? (byte) ((i + which) % 2) : (byte) (0x11 + i * 37 + which * 101);
        }
        if (type.width() > 1 && which == 1) {
            // All ones: the largest unsigned number, minus one, or a NaN with a payload.
            Arrays.fill(bytes, 0, type.width(), (byte) 0xff);
        }
        return TestTensors.raw(allocator, type, shape, bytes);
    }
}
