package dev.triptych.media.image;

import java.nio.ByteBuffer;

/** The headers of a BMP, of Windows 2 to 5 and OS/2. */
final class BmpFile implements EncodedImage {
    private static final int INFO = 14;
    private static final int MASKS = INFO + 40;
    private static final int RLE8 = 1;
    private static final int RLE4 = 2;
    private static final int BITFIELDS = 3;

    private final ByteReads in;
    private final long infoBytes;
    private final int width;
    private final int height;
    private final boolean topDown;
    private final int bits;
    private final long compression;
    private final long colours;

    private BmpFile(ByteBuffer bytes) {
        in = new ByteReads(ImageFormat.BMP, bytes);
        infoBytes = in.u32(INFO);
        if (infoBytes == 12) {
            width = in.u16(INFO + 4);
            height = in.u16(INFO + 6);
            topDown = false;
            bits = in.u16(INFO + 10);
            compression = 0;
            colours = 1L << bits;
            return;
        }
        // A height that is negative says that the rows come from the top; only small ones are taken for that.
        topDown = in.u8(INFO + 11) == 0xFF;
        width = edge(in.u32(INFO + 4));
        height = edge(topDown ? (1L << 32) - in.u32(INFO + 8) : in.u32(INFO + 8));
        bits = in.u16(INFO + 14);
        compression = in.u32(INFO + 16);
        long stated = in.u32(INFO + 32);
        colours = stated == 0 ? 1L << bits : stated;
    }

    /** Reads the headers; the buffer begins with the magic and ends with the file. */
    static BmpFile parse(ByteBuffer bytes) {
        BmpFile file = new BmpFile(bytes);
        file.check();
        return file;
    }

    private static int edge(long stated) {
        return (int) Math.min(stated, Integer.MAX_VALUE);
    }

    private void check() {
        boolean known = infoBytes == 12
                || infoBytes == 40
                || infoBytes == 52
                || infoBytes == 56
                || infoBytes == 64
                || infoBytes == 108
                || infoBytes == 124;
        if (!known) {
            throw ImageErrors.corrupt(ImageFormat.BMP, "a header of " + infoBytes + " bytes");
        }
        if (width == 0 || height == 0) {
            throw ImageErrors.corrupt(ImageFormat.BMP, "its size is " + width + " x " + height);
        }
        boolean packed =
                switch (bits) {
                    case 1 -> compression == 0;
                    case 4 -> compression == 0 || compression == RLE4;
                    case 8 -> compression == 0 || compression == RLE8;
                    case 16, 24, 32 -> compression == 0 || compression == BITFIELDS;
                    default -> false;
                };
        if (!packed) {
            throw ImageErrors.unsupported("a BMP of " + bits + " bits a pixel with compression " + compression);
        }
        if (bits <= 8 && colours > 256) {
            throw ImageErrors.corrupt(ImageFormat.BMP, "a palette of " + colours + " colours, limit 256");
        }
    }

    @Override
    public ImageHeader header() {
        return new ImageHeader(ImageFormat.BMP, width, height, bits <= 8 ? 1 : bits == 32 ? 4 : 3, 1 << 12);
    }

    @Override
    public RgbImage decode(Effort effort) {
        byte[] rgb = new byte[Math.toIntExact(3 * header().pixels())];
        if (compression == RLE8 || compression == RLE4) {
            new BmpRuns(this, in, palette(), rgb).decode(dataAt(), compression == RLE4);
        } else {
            new BmpRows(this, in, rgb).decode(dataAt());
        }
        return new RgbImage(width, height, rgb);
    }

    int width() {
        return width;
    }

    int height() {
        return height;
    }

    int bits() {
        return bits;
    }

    /** The row of the image that a row of the file is. */
    int row(int stored) {
        return topDown ? stored : height - 1 - stored;
    }

    /** RGB of every index, as far as the file goes, then black; where all are their own greys, so are the rest. */
    byte[] palette() {
        int entry = infoBytes == 12 ? 3 : 4;
        long from = INFO + infoBytes;
        byte[] palette = new byte[768];
        boolean grey = bits == 8 && colours != 2;
        for (int i = 0; i < colours; i++) {
            for (int channel = 0; channel < 3; channel++) {
                long at = from + (long) i * entry + 2 - channel;
                int value = at < in.limit() ? in.u8(at) : 0;
                grey &= value == i && at < in.limit();
                palette[3 * i + channel] = (byte) value;
            }
        }
        for (int i = (int) colours; grey && i < 256; i++) {
            palette[3 * i] = (byte) i;
            palette[3 * i + 1] = (byte) i;
            palette[3 * i + 2] = (byte) i;
        }
        return palette;
    }

    /** The mask of a channel (0 red, 1 green, 2 blue) of 16 and 32 bits. */
    int mask(int channel) {
        boolean stated = compression == BITFIELDS && (in.u32(MASKS) | in.u32(MASKS + 4) | in.u32(MASKS + 8)) != 0;
        if (stated) {
            return (int) in.u32(MASKS + 4 * channel);
        }
        return bits == 16 ? 0x7C00 >> (5 * channel) : 0xFF0000 >> (8 * channel);
    }

    /** Where the pixels lie; behind the palette when the file says nothing, or forgot the palette. */
    private long dataAt() {
        long stated = in.u32(10);
        long afterHeader = INFO + infoBytes;
        long afterPalette = afterHeader + (bits <= 8 ? colours * (infoBytes == 12 ? 3 : 4) : 0);
        if (stated == afterHeader) {
            return afterPalette;
        }
        long masks = compression == BITFIELDS && infoBytes == 40 ? 12 : 0;
        return stated == 0 ? afterPalette + masks : stated;
    }
}
