package dev.triptych.media.image;

import java.nio.ByteBuffer;

/**
 * The first frame of a GIF on its logical screen, as Pillow has it: the screen grows to hold the frame, and what the
 * frame leaves open is the transparent colour, else colour 0. Transparency does not change a colour.
 */
final class GifFile implements EncodedImage {
    private final ByteReads in;
    private final HeaderSteps steps;
    private final boolean alone;
    private int screenWidth;
    private int screenHeight;
    private int left;
    private int top;
    private int width;
    private int height;
    private boolean interlaced;
    private int transparent = -1;
    private int paletteAt = -1;
    private int paletteColours;
    private long next;

    private GifFile(ByteBuffer bytes, boolean alone, HeaderSteps steps) {
        in = new ByteReads(ImageFormat.GIF, bytes);
        this.alone = alone;
        this.steps = steps;
    }

    /**
     * Reads up to the first frame's data; the buffer begins with the magic and ends with the file.
     *
     * <p>A second frame shows only behind the data of the first, so that an animation is refused by {@link #decode}.
     */
    static GifFile parse(ByteBuffer bytes, ImageOptions options, HeaderSteps steps) {
        GifFile file = new GifFile(bytes, options.animation() == ImageOptions.Animation.REFUSE, steps);
        file.readScreen();
        file.readBlocks();
        return file;
    }

    @Override
    public ImageHeader header() {
        return new ImageHeader(
                ImageFormat.GIF,
                Math.max(screenWidth, left + width),
                Math.max(screenHeight, top + height),
                1,
                GifDecoder.SCRATCH_BYTES);
    }

    @Override
    public RgbImage decode(Effort effort) {
        if (alone && hasMore()) {
            throw ImageErrors.animated(ImageFormat.GIF);
        }
        return new GifDecoder(this, in, next).decode();
    }

    int left() {
        return left;
    }

    int top() {
        return top;
    }

    int width() {
        return width;
    }

    int height() {
        return height;
    }

    boolean interlaced() {
        return interlaced;
    }

    /** The colour of what the frame leaves open. */
    int background() {
        return Math.max(transparent, 0);
    }

    /** RGB of every index: the palette, then black; greys where there is none. */
    byte[] palette() {
        byte[] palette = new byte[768];
        for (int i = 0; i < 256 && paletteAt < 0; i++) {
            palette[3 * i] = (byte) i;
            palette[3 * i + 1] = (byte) i;
            palette[3 * i + 2] = (byte) i;
        }
        for (int i = 0; i < 3 * paletteColours; i++) {
            palette[i] = (byte) in.u8(paletteAt + i);
        }
        return palette;
    }

    private void readScreen() {
        screenWidth = in.u16(6);
        screenHeight = in.u16(8);
        next = 13;
        readPalette(in.u8(10));
    }

    /** Takes a palette that follows, when the flags say so; one that names each index its own grey does not count. */
    private void readPalette(int flags) {
        if ((flags & 0x80) == 0) {
            return;
        }
        int at = Math.toIntExact(next);
        int colours = 2 << (flags & 7);
        next += 3L * colours;
        in.u8(next - 1);
        for (int i = 0; i < 3 * colours; i++) {
            if (in.u8(at + i) != i / 3) {
                paletteAt = at;
                paletteColours = colours;
                return;
            }
        }
    }

    private void readBlocks() {
        while (true) {
            step();
            int block = in.u8(next++);
            if (block == ',') {
                readFrame();
                return;
            }
            if (block == ';') {
                throw ImageErrors.corrupt(ImageFormat.GIF, "it has no frame");
            }
            if (block == '!') {
                readExtension();
            }
        }
    }

    private void readExtension() {
        boolean control = in.u8(next++) == 0xF9;
        int size = in.u8(next);
        if (control && size >= 4 && (in.u8(next + 1) & 1) != 0) {
            transparent = in.u8(next + 4);
        }
        while (skipRun()) {
            step();
        }
    }

    /** Steps over one run of data; false at the empty one, which is the last. */
    private boolean skipRun() {
        int size = in.u8(next++);
        next += size;
        return size != 0;
    }

    private void skipData() {
        while (skipRun()) {
            // To the last.
        }
    }

    private void readFrame() {
        left = in.u16(next);
        top = in.u16(next + 2);
        width = in.u16(next + 4);
        height = in.u16(next + 6);
        int flags = in.u8(next + 8);
        next += 9;
        interlaced = (flags & 0x40) != 0;
        readPalette(flags);
        if (width == 0 || height == 0) {
            throw ImageErrors.corrupt(ImageFormat.GIF, "its first frame is " + width + " x " + height);
        }
    }

    /** Whether anything but the end follows the first frame. */
    private boolean hasMore() {
        long data = next;
        next++;
        skipData();
        while (next < in.limit() && in.u8(next) == '!') {
            next += 2;
            skipData();
        }
        boolean more = next < in.limit() && in.u8(next) == ',';
        next = data;
        return more;
    }

    private void step() {
        if (!steps.take()) {
            throw ImageErrors.corrupt(
                    ImageFormat.GIF, "more than " + HeaderSteps.MAX + " blocks before its first frame");
        }
    }
}
