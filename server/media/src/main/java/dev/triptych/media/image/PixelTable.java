package dev.triptych.media.image;

import java.util.List;

/** The value of every pixel level after all arithmetic, by channel: a level has 256 values, so a table holds each chain. */
final class PixelTable {
    private final float[][] values = new float[3][256];

    PixelTable(List<PixelStep> steps) {
        for (int channel = 0; channel < 3; channel++) {
            for (int level = 0; level < 256; level++) {
                float value = level;
                for (PixelStep step : steps) {
                    value = step.apply(value, channel);
                }
                values[channel][level] = value;
            }
        }
    }

    /** The values of a channel, by level. */
    float[] channel(int channel) {
        return values[channel];
    }
}
