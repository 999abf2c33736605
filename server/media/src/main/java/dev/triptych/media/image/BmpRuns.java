package dev.triptych.media.image;

/**
 * Undoes the run-length encoding of BMP, with Pillow's reading of what no writer should write: runs end at the row's
 * end, literal pixels run over it, skipped pixels are of colour 0.
 */
final class BmpRuns {
    private final BmpFile file;
    private final ByteReads in;
    private final byte[] palette;
    private final byte[] rgb;
    private final int width;
    private final int pixels;
    /** Pixels written so far, in the file's order; the rest is colour 0. */
    private int done;

    BmpRuns(BmpFile file, ByteReads in, byte[] palette, byte[] rgb) {
        this.file = file;
        this.in = in;
        this.palette = palette;
        this.rgb = rgb;
        this.width = file.width();
        this.pixels = file.width() * file.height();
    }

    void decode(long from, boolean halfBytes) {
        long at = from;
        int x = 0;
        while (done < pixels) {
            int count = in.u8(at);
            int value = in.u8(at + 1);
            at += 2;
            if (count > 0) {
                int run = Math.max(0, Math.min(count, width - x));
                for (int i = 0; i < run; i++) {
                    put(halfBytes ? half(value, i) : value);
                }
                x += run;
            } else if (value == 0) {
                skip((width - done % width) % width);
                x = 0;
            } else if (value == 1) {
                throw ImageErrors.corrupt(ImageFormat.BMP, "its data ends before its last row");
            } else if (value == 2) {
                skip(in.u8(at) + (long) in.u8(at + 1) * width);
                at += 2;
                x = done % width;
            } else {
                int literal = Math.min(value, pixels - done);
                for (int i = 0; i < literal; i++) {
                    put(halfBytes ? half(in.u8(at + i / 2), i) : in.u8(at + i));
                }
                at += halfBytes ? (literal + 1) / 2 : literal;
                at += at & 1;
                x += value;
            }
        }
    }

    private static int half(int pair, int i) {
        return i % 2 == 0 ? pair >> 4 : pair & 15;
    }

    private void put(int index) {
        if (done < pixels) {
            int to = 3 * (file.row(done / width) * width + done % width);
            System.arraycopy(palette, 3 * index, rgb, to, 3);
            done++;
        }
    }

    private void skip(long count) {
        for (long i = Math.min(count, pixels - done); i > 0; i--) {
            put(0);
        }
    }
}
