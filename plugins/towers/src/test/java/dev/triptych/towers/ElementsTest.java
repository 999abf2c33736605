package dev.triptych.towers;

import static org.assertj.core.api.Assertions.assertThat;

import dev.triptych.spi.tensor.Scalars;
import dev.triptych.spi.tensor.Tensor;
import dev.triptych.testing.LedgerExtension;
import dev.triptych.testing.TestTensors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class ElementsTest {
    @RegisterExtension
    final LedgerExtension memory = new LedgerExtension();

    @Test
    void single_everyHalf_comesBackFromItsFloat() {
        for (int bits = 0; bits < 1 << 16; bits++) {
            float value = Elements.single((short) bits);
            if (!Float.isNaN(value)) {
                assertThat(Scalars.half(value)).as("%x", bits).isEqualTo((short) bits);
            }
        }
        assertThat(Elements.single((short) 0x7e00)).isNaN();
    }

    @Test
    void halves_floats_areRoundedToNearestEven() {
        // 1 + 2^-11 lies between two halves and goes to the even one; 1 + 3 x 2^-11 likewise, upwards.
        float[] values = {1 + 0x1p-11f, 1 + 0x1.8p-10f, 65520, -0f};
        try (Tensor singles = TestTensors.floats(memory.allocator(), new long[] {4}, values);
                Tensor halves = Elements.halves(singles, memory.allocator())) {
            assertThat(Elements.floats(halves)).containsExactly(1, 1 + 0x1p-9f, Float.POSITIVE_INFINITY, -0f);
        }
    }
}
