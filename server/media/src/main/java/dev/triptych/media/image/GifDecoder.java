package dev.triptych.media.image;

/**
 * Decodes the frame of a GIF: variable-length LZW, each string a chain of links, written backwards into one buffer and
 * from there as colours to its place.
 */
final class GifDecoder {
    /** The three tables of {@link #MAX_CODES} and small things. */
    static final int SCRATCH_BYTES = 1 << 16;

    private static final int MAX_BITS = 12;
    private static final int MAX_CODES = 1 << MAX_BITS;
    /** First row and step of the passes of an interlaced frame. */
    private static final int[][] PASSES = {{0, 8}, {4, 8}, {2, 4}, {1, 2}};

    private final GifFile file;
    private final ByteReads in;
    private final byte[] palette;
    private final byte[] rgb;
    private final int screenWidth;

    private final short[] link = new short[MAX_CODES];
    private final byte[] last = new byte[MAX_CODES];
    private final byte[] string = new byte[MAX_CODES + 1];

    private long next;
    private int blockLeft;
    private int bits;
    private int bitCount;

    private int column;
    private int row;
    private int pass;

    GifDecoder(GifFile file, ByteReads in, long data) {
        this.file = file;
        this.in = in;
        this.next = data;
        this.palette = file.palette();
        ImageHeader header = file.header();
        screenWidth = header.width();
        rgb = new byte[Math.toIntExact(3 * header.pixels())];
    }

    RgbImage decode() {
        ImageHeader header = file.header();
        if (file.width() < screenWidth || file.height() < header.height()) {
            for (int i = 0; i < rgb.length; i += 3) {
                put(i, file.background());
            }
        }
        strings();
        return new RgbImage(screenWidth, header.height(), rgb);
    }

    private void strings() {
        int literalBits = in.u8(next++);
        if (literalBits >= MAX_BITS) {
            throw damaged();
        }
        int clear = 1 << literalBits;
        int free = clear + 2;
        int size = literalBits + 1;
        int before = -1;
        int first = 0;
        while (row < file.height()) {
            int code = code(size);
            if (code == clear) {
                free = clear + 2;
                size = literalBits + 1;
                before = -1;
                continue;
            }
            if (code == clear + 1) {
                throw ImageErrors.truncated(ImageFormat.GIF, in.limit());
            }
            if (before < 0 ? code > clear : code > free) {
                throw damaged();
            }
            int length = 0;
            int link = code;
            if (code == free && before >= 0) {
                string[length++] = (byte) first;
                link = before;
            }
            while (link >= clear) {
                string[length++] = last[link];
                link = this.link[link];
            }
            first = link;
            string[length++] = (byte) first;
            if (before >= 0 && free < MAX_CODES) {
                this.link[free] = (short) before;
                last[free] = (byte) first;
                if (free == (1 << size) - 1 && size < MAX_BITS) {
                    size++;
                }
                free++;
            }
            before = code;
            write(length);
        }
    }

    private int code(int size) {
        while (bitCount < size) {
            if (blockLeft == 0) {
                blockLeft = in.u8(next++);
                if (blockLeft == 0) {
                    throw ImageErrors.truncated(ImageFormat.GIF, in.limit());
                }
            }
            bits |= in.u8(next++) << bitCount;
            bitCount += 8;
            blockLeft--;
        }
        int code = bits & ((1 << size) - 1);
        bits >>>= size;
        bitCount -= size;
        return code;
    }

    /** Writes the string in the buffer, last byte first, as far as the frame goes. */
    private void write(int length) {
        for (int i = length - 1; i >= 0 && row < file.height(); i--) {
            put(3 * ((file.top() + row) * screenWidth + file.left() + column), string[i] & 0xFF);
            if (++column == file.width()) {
                column = 0;
                nextRow();
            }
        }
    }

    private void nextRow() {
        if (!file.interlaced()) {
            row++;
            return;
        }
        row += PASSES[pass][1];
        while (row >= file.height() && pass < PASSES.length - 1) {
            row = PASSES[++pass][0];
        }
    }

    private void put(int at, int index) {
        rgb[at] = palette[3 * index];
        rgb[at + 1] = palette[3 * index + 1];
        rgb[at + 2] = palette[3 * index + 2];
    }

    private static dev.triptych.spi.error.TaskException damaged() {
        return ImageErrors.corrupt(ImageFormat.GIF, "its compressed data is damaged");
    }
}
