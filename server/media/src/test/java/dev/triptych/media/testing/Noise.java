package dev.triptych.media.testing;

import dev.triptych.media.image.RgbImage;

/** Pictures made by formula, the same here and in the scripts that make the goldens. */
public final class Noise {
    private Noise() {}

    /** Noise of a size: each byte is a hash of its index. */
    public static RgbImage image(int width, int height) {
        byte[] pixels = new byte[3 * width * height];
        for (int i = 0; i < pixels.length; i++) {
            int value = i * 0x9E3779B1;
            value ^= value >>> 15;
            value *= 0x85EBCA77;
            pixels[i] = (byte) (value >>> 24);
        }
        return new RgbImage(width, height, pixels);
    }

    /** Noise of a size written {@code 640x427}. */
    public static RgbImage image(String size) {
        int x = size.indexOf('x');
        return image(Integer.parseInt(size.substring(0, x)), Integer.parseInt(size.substring(x + 1)));
    }
}
