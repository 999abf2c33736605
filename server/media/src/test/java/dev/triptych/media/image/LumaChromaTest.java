package dev.triptych.media.image;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class LumaChromaTest {
    @Test
    void toRgb_everyTriple_isLibjpegsFixedPoint() {
        byte[] samples = new byte[3 << 16];
        byte[] wanted = new byte[3 << 16];
        for (int luma = 0; luma < 256; luma++) {
            for (int i = 0; i < 1 << 16; i++) {
                int cb = (i >> 8) - 128;
                int cr = (i & 0xFF) - 128;
                samples[3 * i] = (byte) luma;
                samples[3 * i + 1] = (byte) (cb + 128);
                samples[3 * i + 2] = (byte) (cr + 128);
                // 1.402, 0.34414, 0.71414 and 1.772 times 65536, rounded.
                wanted[3 * i] = clamp(luma + ((91_881 * cr + 32_768) >> 16));
                wanted[3 * i + 1] = clamp(luma + ((-22_554 * cb - 46_802 * cr + 32_768) >> 16));
                wanted[3 * i + 2] = clamp(luma + ((116_130 * cb + 32_768) >> 16));
            }
            LumaChroma.toRgb(samples, 1 << 16, 3);
            assertThat(samples).as("luma %d", luma).isEqualTo(wanted);
        }
    }

    private static byte clamp(int value) {
        return (byte) Math.max(0, Math.min(255, value));
    }
}
