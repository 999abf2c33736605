package dev.triptych.media.image;

import java.nio.ByteBuffer;
import java.util.zip.CRC32;
import org.jspecify.annotations.Nullable;

/**
 * Walks the chunks of a PNG after its header; texts, profiles and other ancillary chunks are stepped over, never
 * inflated. Checksums are checked up to the last row, of every chunk; Pillow leaves out those of the pixels' data.
 */
final class PngChunks {
    static final int IHDR = 0x49484452;
    private static final int PLTE = 0x504C5445;
    private static final int IDAT = 0x49444154;
    private static final int IEND = 0x49454E44;
    private static final int EXIF = 0x65584966;
    private static final int ITXT = 0x69545874;
    private static final int ACTL = 0x6163544C;
    private static final int FCTL = 0x6663544C;
    /** The keyword, no compression, no language and no translated keyword. */
    private static final String XMP = "XML:com.adobe.xmp\0\0\0\0\0";

    private final ByteBuffer bytes;
    private final byte[] palette = new byte[768];
    private int next;
    private int type;
    private int length;

    PngChunks(ByteBuffer bytes, int first) {
        this.bytes = bytes;
        this.next = first;
    }

    /** RGB of every index, black where the palette ends; whole once the first data was read. */
    byte[] palette() {
        return palette;
    }

    /** The file's bytes in all. */
    int fileBytes() {
        return bytes.limit();
    }

    /** The next run of compressed data, checked; null after the last. */
    @Nullable ByteBuffer nextData() {
        while (true) {
            int data = advance();
            if (type == IEND) {
                return null;
            }
            checkCrc(bytes, data - 4, length + 4);
            if (type == IDAT) {
                return bytes.slice(data, length);
            }
            if (type == PLTE) {
                readPalette(data);
            }
        }
    }

    /** Whether the file has an animation's control chunk before its data, within the steps. */
    boolean animated(HeaderSteps steps) {
        while (has() && steps.take()) {
            advance();
            if (type == ACTL) {
                return true;
            }
            if (type == IDAT || type == IEND) {
                return false;
            }
        }
        return false;
    }

    /** What the last EXIF, else the last XMP of the first frame says; only those are read, and within the steps. */
    Orientation orientation(HeaderSteps steps) {
        ByteBuffer exif = null;
        ByteBuffer xmp = null;
        boolean data = false;
        while (has() && steps.take()) {
            int at = advance();
            if (type == EXIF) {
                exif = bytes.slice(at, length);
            } else if (type == ITXT && length >= XMP.length() && ImageFiles.text(bytes, at, XMP)) {
                xmp = bytes.slice(at, length);
            } else if (type == IEND || (type == FCTL && data)) {
                break;
            }
            data |= type == IDAT;
        }
        return ExifOrientation.of(exif, xmp);
    }

    /** Whether another whole chunk follows. */
    private boolean has() {
        if (bytes.limit() - next < 12) {
            return false;
        }
        int stated = bytes.getInt(next);
        return stated >= 0 && stated <= bytes.limit() - next - 12;
    }

    /** Steps to the next chunk and returns the place of its data. */
    private int advance() {
        if (bytes.limit() - next < 12) {
            throw ImageErrors.truncated(ImageFormat.PNG, bytes.limit());
        }
        length = bytes.getInt(next);
        type = bytes.getInt(next + 4);
        if (length < 0) {
            throw ImageErrors.corrupt(ImageFormat.PNG, "a chunk of " + Integer.toUnsignedString(length) + " bytes");
        }
        if (length > bytes.limit() - next - 12) {
            throw ImageErrors.truncated(ImageFormat.PNG, bytes.limit());
        }
        int data = next + 8;
        next = data + length + 4;
        return data;
    }

    private void readPalette(int data) {
        if (length > palette.length) {
            throw ImageErrors.corrupt(ImageFormat.PNG, "a palette of " + length + " bytes, limit " + palette.length);
        }
        java.util.Arrays.fill(palette, (byte) 0);
        bytes.get(data, palette, 0, length);
        // A colour that is cut short is black.
        java.util.Arrays.fill(palette, length / 3 * 3, palette.length, (byte) 0);
    }

    static void checkCrc(ByteBuffer bytes, int from, int length) {
        CRC32 crc = new CRC32();
        crc.update(bytes.slice(from, length));
        if ((int) crc.getValue() != bytes.getInt(from + length)) {
            throw ImageErrors.corrupt(ImageFormat.PNG, "a checksum does not match");
        }
    }
}
