package dev.triptych.media.webp;

/** Undoes one of the four transforms of a lossless picture; {@code data} is the image that came with it. */
@SuppressWarnings("ArrayRecordComponent") // never compared
record Vp8lTransform(Kind kind, int width, int height, int bits, int[] data) {
    enum Kind {
        PREDICT,
        MIX_COLOURS,
        SUBTRACT_GREEN,
        PALETTE;

        /** By the two bits of the file. */
        static Kind ofCode(int code) {
            return switch (code) {
                case 0 -> PREDICT;
                case 1 -> MIX_COLOURS;
                case 2 -> SUBTRACT_GREEN;
                default -> PALETTE;
            };
        }
    }

    private static final int BLACK = 0xFF000000;

    /** The pixels before the transform; in place but for a palette. */
    int[] undo(int[] pixels) {
        switch (kind) {
            case PREDICT -> predict(pixels);
            case MIX_COLOURS -> mixColours(pixels);
            case SUBTRACT_GREEN -> {
                for (int i = 0; i < pixels.length; i++) {
                    int green = (pixels[i] >> 8) & 0xFF;
                    pixels[i] = Argb.add(pixels[i], green << 16 | green);
                }
            }
            case PALETTE -> {
                return palette(pixels);
            }
        }
        return pixels;
    }

    private void predict(int[] pixels) {
        pixels[0] = Argb.add(pixels[0], BLACK);
        for (int x = 1; x < width; x++) {
            pixels[x] = Argb.add(pixels[x], pixels[x - 1]);
        }
        int across = Vp8lPixels.blocks(width, bits);
        for (int y = 1, at = width; y < height; y++) {
            pixels[at] = Argb.add(pixels[at], pixels[at - width]);
            at++;
            for (int x = 1; x < width; x++, at++) {
                int mode = (data[(y >> bits) * across + (x >> bits)] >> 8) & 15;
                pixels[at] = Argb.add(pixels[at], prediction(mode, pixels, at));
            }
        }
    }

    /** Beyond the last column the pixel above right is the first of the row itself, as it lies in memory. */
    private int prediction(int mode, int[] pixels, int at) {
        int left = pixels[at - 1];
        int above = pixels[at - width];
        int aboveLeft = pixels[at - width - 1];
        int aboveRight = pixels[at - width + 1];
        return switch (mode) {
            case 1 -> left;
            case 2 -> above;
            case 3 -> aboveRight;
            case 4 -> aboveLeft;
            case 5 -> Argb.mean(Argb.mean(left, aboveRight), above);
            case 6 -> Argb.mean(left, aboveLeft);
            case 7 -> Argb.mean(left, above);
            case 8 -> Argb.mean(aboveLeft, above);
            case 9 -> Argb.mean(above, aboveRight);
            case 10 -> Argb.mean(Argb.mean(left, aboveLeft), Argb.mean(above, aboveRight));
            case 11 -> Argb.distance(above, aboveLeft) < Argb.distance(left, aboveLeft) ? left : above;
            case 12 -> Argb.gradient(left, above, aboveLeft);
            case 13 -> Argb.halfGradient(Argb.mean(left, above), aboveLeft);
            default -> BLACK;
        };
    }

    private void mixColours(int[] pixels) {
        int across = Vp8lPixels.blocks(width, bits);
        for (int y = 0, at = 0; y < height; y++) {
            for (int x = 0; x < width; x++, at++) {
                int factors = data[(y >> bits) * across + (x >> bits)];
                int pixel = pixels[at];
                byte green = (byte) (pixel >> 8);
                int red = (pixel >> 16) + share((byte) factors, green);
                int blue = pixel + share((byte) (factors >> 8), green) + share((byte) (factors >> 16), (byte) red);
                pixels[at] = (pixel & 0xFF00FF00) | (red & 0xFF) << 16 | (blue & 0xFF);
            }
        }
    }

    private static int share(byte factor, byte colour) {
        return (factor * colour) >> 5;
    }

    /** Green is an index, or several; one beyond the palette is transparent black. */
    private int[] palette(int[] packed) {
        int[] pixels = bits == 0 ? packed : new int[width * height];
        int across = Vp8lPixels.blocks(width, bits);
        int indexBits = 8 >> bits;
        int mask = (1 << indexBits) - 1;
        for (int y = 0, at = 0; y < height; y++) {
            for (int x = 0; x < width; x++, at++) {
                int green = (packed[y * across + (x >> bits)] >> 8) & 0xFF;
                int index = (green >> (indexBits * (x & ((1 << bits) - 1)))) & mask;
                pixels[at] = index < data.length ? data[index] : 0;
            }
        }
        return pixels;
    }
}
