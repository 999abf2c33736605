package dev.triptych.media.image;

/**
 * The value of every pixel level after rescaling and normalising, by channel.
 *
 * <p>Each step rounds to single precision on its own, as NumPy does in the reference: the product with the double
 * factor, the subtraction, the division.
 */
final class PixelTable {
    private final float[][] values = new float[3][256];

    PixelTable(ImageSettings settings) {
        for (int channel = 0; channel < 3; channel++) {
            for (int level = 0; level < 256; level++) {
                values[channel][level] = value(settings, channel, level);
            }
        }
    }

    private static float value(ImageSettings settings, int channel, int level) {
        float value = settings.rescale().isPresent()
                ? (float) (level * settings.rescale().get())
                : level;
        if (settings.normalise().isEmpty()) {
            return value;
        }
        ImageSettings.Normalise by = settings.normalise().get();
        float centred = value - by.mean().get(channel);
        return centred / by.deviation().get(channel);
    }

    /** The values of a channel, by level. */
    float[] channel(int channel) {
        return values[channel];
    }
}
