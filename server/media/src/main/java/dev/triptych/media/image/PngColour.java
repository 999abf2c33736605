package dev.triptych.media.image;

/**
 * How the samples of a PNG become RGB, as Pillow has it: greys of 1, 2 and 4 bits are spread over 0 to 255; of 16-bit
 * colours, and of grey with alpha, the high byte counts; 16-bit grey alone is cut off at 255.
 *
 * @param depth bits of a sample: 1, 2, 4, 8 or 16
 * @param kind what the samples mean
 */
record PngColour(int depth, Kind kind) {
    enum Kind {
        GREY(1),
        RGB(3),
        PALETTE(1),
        GREY_ALPHA(2),
        RGB_ALPHA(4);

        private final int channels;

        Kind(int channels) {
            this.channels = channels;
        }
    }

    /** The colour of a header's two bytes. */
    static PngColour of(int depth, int type) {
        Kind kind =
                switch (type) {
                    case 0 -> Kind.GREY;
                    case 2 -> Kind.RGB;
                    case 3 -> Kind.PALETTE;
                    case 4 -> Kind.GREY_ALPHA;
                    case 6 -> Kind.RGB_ALPHA;
                    default -> throw ImageErrors.corrupt(ImageFormat.PNG, "colour type " + type);
                };
        boolean known =
                switch (depth) {
                    case 1, 2, 4 -> kind == Kind.GREY || kind == Kind.PALETTE;
                    case 8 -> true;
                    case 16 -> kind != Kind.PALETTE;
                    default -> false;
                };
        if (!known) {
            throw ImageErrors.corrupt(ImageFormat.PNG, "colour type " + type + " with " + depth + " bits");
        }
        return new PngColour(depth, kind);
    }

    int channels() {
        return kind.channels;
    }

    /** Bytes of a row, its filter's number not counted. */
    int rowBytes(int width) {
        return Math.toIntExact(((long) width * depth * kind.channels + 7) / 8);
    }

    /** Bytes between a byte and the one left of it that filters look at. */
    int filterStep() {
        return Math.max(1, depth * kind.channels / 8);
    }

    /**
     * Writes a row's pixels.
     *
     * @param row the filter's number, then the samples
     * @param width pixels in the row
     * @param palette RGB of every index of a palette, black where it ends: 768 bytes
     * @param rgb where to
     * @param from the place of the first pixel
     * @param step bytes from one pixel to the next
     */
    void write(byte[] row, int width, byte[] palette, byte[] rgb, int from, int step) {
        if (kind == Kind.PALETTE || (kind == Kind.GREY && depth < 8)) {
            indices(row, width, palette, rgb, from, step);
        } else if (kind == Kind.GREY && depth == 16) {
            deepGrey(row, width, rgb, from, step);
        } else {
            samples(row, width, rgb, from, step);
        }
    }

    private void indices(byte[] row, int width, byte[] palette, byte[] rgb, int from, int step) {
        int mask = (1 << depth) - 1;
        int spread = 255 / mask;
        for (int x = 0, out = from, bit = 8; x < width; x++, out += step, bit += depth) {
            int index = (row[bit >> 3] >> (8 - depth - (bit & 7))) & mask;
            if (kind == Kind.PALETTE) {
                rgb[out] = palette[3 * index];
                rgb[out + 1] = palette[3 * index + 1];
                rgb[out + 2] = palette[3 * index + 2];
            } else {
                grey(rgb, out, index * spread);
            }
        }
    }

    private static void deepGrey(byte[] row, int width, byte[] rgb, int from, int step) {
        for (int x = 0, in = 1, out = from; x < width; x++, in += 2, out += step) {
            grey(rgb, out, row[in] == 0 ? row[in + 1] : 255);
        }
    }

    private void samples(byte[] row, int width, byte[] rgb, int from, int step) {
        int sample = depth / 8;
        int pixel = sample * kind.channels;
        boolean coloured = kind.channels > 2;
        for (int x = 0, in = 1, out = from; x < width; x++, in += pixel, out += step) {
            rgb[out] = row[in];
            rgb[out + 1] = coloured ? row[in + sample] : row[in];
            rgb[out + 2] = coloured ? row[in + 2 * sample] : row[in];
        }
    }

    private static void grey(byte[] rgb, int at, int value) {
        rgb[at] = (byte) value;
        rgb[at + 1] = (byte) value;
        rgb[at + 2] = (byte) value;
    }
}
