package dev.triptych.media.image;

/** The rows of a BMP that is not run-length encoded; each begins at a multiple of four bytes. */
final class BmpRows {
    private final BmpFile file;
    private final ByteReads in;
    private final byte[] rgb;

    BmpRows(BmpFile file, ByteReads in, byte[] rgb) {
        this.file = file;
        this.in = in;
        this.rgb = rgb;
    }

    void decode(long from) {
        int width = file.width();
        long bitsOfRow = (long) width * file.bits();
        long stride = (bitsOfRow + 31) / 32 * 4;
        // The padding of the last row may be missing.
        in.u8(from + stride * (file.height() - 1) + (bitsOfRow + 7) / 8 - 1);
        byte[] palette = file.bits() <= 8 ? file.palette() : new byte[0];
        for (int row = 0; row < file.height(); row++) {
            long at = from + row * stride;
            int out = 3 * width * file.row(row);
            switch (file.bits()) {
                case 16 -> masked16(at, out);
                case 24 -> bytes(at, out, 3, 2, 1, 0);
                case 32 -> bytes(at, out, 4, byteOf(0), byteOf(1), byteOf(2));
                default -> indices(at, out, palette);
            }
        }
    }

    private void indices(long at, int out, byte[] palette) {
        int bits = file.bits();
        int mask = (1 << bits) - 1;
        for (int x = 0; x < file.width(); x++) {
            long bit = (long) x * bits;
            int index = in.u8(at + (bit >> 3)) >> (8 - bits - (int) (bit & 7)) & mask;
            System.arraycopy(palette, 3 * index, rgb, out + 3 * x, 3);
        }
    }

    private void masked16(long at, int out) {
        int green = file.mask(1);
        boolean even = green == 0x3E0 && file.mask(0) == 0x7C00;
        boolean greenWide = green == 0x7E0 && file.mask(0) == 0xF800;
        if ((!even && !greenWide) || file.mask(2) != 0x1F) {
            throw masks();
        }
        int levels = greenWide ? 63 : 31;
        int redShift = greenWide ? 11 : 10;
        for (int x = 0; x < file.width(); x++) {
            int pixel = in.u16(at + 2L * x);
            rgb[out + 3 * x] = (byte) ((pixel >> redShift & 31) * 255 / 31);
            rgb[out + 3 * x + 1] = (byte) ((pixel >> 5 & levels) * 255 / levels);
            rgb[out + 3 * x + 2] = (byte) ((pixel & 31) * 255 / 31);
        }
    }

    /** The byte of a pixel of 32 bits that holds a channel. */
    private int byteOf(int channel) {
        int mask = file.mask(channel);
        int shift = Integer.numberOfTrailingZeros(mask);
        if (shift % 8 != 0 || mask >>> shift != 0xFF) {
            throw masks();
        }
        return shift / 8;
    }

    private void bytes(long at, int out, int step, int red, int green, int blue) {
        for (int x = 0; x < file.width(); x++) {
            long pixel = at + (long) x * step;
            rgb[out + 3 * x] = (byte) in.u8(pixel + red);
            rgb[out + 3 * x + 1] = (byte) in.u8(pixel + green);
            rgb[out + 3 * x + 2] = (byte) in.u8(pixel + blue);
        }
    }

    private static dev.triptych.spi.error.TaskException masks() {
        return ImageErrors.unsupported("a BMP with masks other than 5, 6 or 8 bits a colour");
    }
}
