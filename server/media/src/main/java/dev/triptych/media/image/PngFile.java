package dev.triptych.media.image;

import java.nio.ByteBuffer;
import java.util.zip.CRC32;
import org.jspecify.annotations.Nullable;

/** The chunks of a PNG; texts, profiles and other ancillary chunks are stepped over, never inflated. */
final class PngFile {
    private static final int SIGNATURE = 8;
    private static final int IHDR = 0x49484452;
    private static final int IDAT = 0x49444154;
    private static final int IEND = 0x49454E44;

    private final ByteBuffer bytes;
    private final int width;
    private final int height;
    private final int channels;
    private int next;

    private PngFile(ByteBuffer bytes, int width, int height, int channels, int next) {
        this.bytes = bytes;
        this.width = width;
        this.height = height;
        this.channels = channels;
        this.next = next;
    }

    /** Reads the header of a file that begins with the PNG signature; the buffer runs from 0 to its end. */
    static PngFile parse(ByteBuffer bytes) {
        int data = SIGNATURE + 8;
        if (bytes.limit() < data + 17) {
            throw ImageErrors.truncated(ImageFormat.PNG, bytes.limit());
        }
        if (bytes.getInt(SIGNATURE) != 13 || bytes.getInt(SIGNATURE + 4) != IHDR) {
            throw ImageErrors.corrupt(ImageFormat.PNG, "it does not begin with its header");
        }
        checkCrc(bytes, SIGNATURE + 4, 17);
        int width = bytes.getInt(data);
        int height = bytes.getInt(data + 4);
        if (width < 1 || height < 1) {
            throw ImageErrors.corrupt(
                    ImageFormat.PNG,
                    "its size is " + Integer.toUnsignedString(width) + " x " + Integer.toUnsignedString(height));
        }
        int channels = channels(bytes.get(data + 8), bytes.get(data + 9));
        if (bytes.get(data + 10) != 0 || bytes.get(data + 11) != 0) {
            throw ImageErrors.corrupt(ImageFormat.PNG, "an unknown compression or filter method");
        }
        if (bytes.get(data + 12) != 0) {
            throw ImageErrors.unsupported("an interlaced PNG");
        }
        return new PngFile(bytes, width, height, channels, data + 17);
    }

    private static int channels(int depth, int colour) {
        if (depth != 8) {
            throw ImageErrors.unsupported("a PNG of " + (depth & 0xFF) + " bits a channel");
        }
        return switch (colour) {
            case 0 -> 1;
            case 2 -> 3;
            case 4 -> 2;
            case 6 -> 4;
            case 3 -> throw ImageErrors.unsupported("a PNG with a palette");
            default -> throw ImageErrors.corrupt(ImageFormat.PNG, "an unknown colour type");
        };
    }

    ImageHeader header() {
        return new ImageHeader(ImageFormat.PNG, width, height, channels, false);
    }

    /** The next run of compressed data, checked; null after the last. */
    @Nullable ByteBuffer nextData() {
        while (true) {
            if (bytes.limit() - next < 12) {
                throw ImageErrors.truncated(ImageFormat.PNG, bytes.limit());
            }
            int length = bytes.getInt(next);
            int type = bytes.getInt(next + 4);
            if (length < 0) {
                throw ImageErrors.corrupt(ImageFormat.PNG, "a chunk of " + Integer.toUnsignedString(length) + " bytes");
            }
            if (length > bytes.limit() - next - 12) {
                throw ImageErrors.truncated(ImageFormat.PNG, bytes.limit());
            }
            int data = next + 8;
            next = data + length + 4;
            if (type == IEND) {
                return null;
            }
            if (type == IDAT) {
                checkCrc(bytes, data - 4, length + 4);
                return bytes.slice(data, length);
            }
        }
    }

    int length() {
        return bytes.limit();
    }

    private static void checkCrc(ByteBuffer bytes, int from, int length) {
        CRC32 crc = new CRC32();
        crc.update(bytes.slice(from, length));
        if ((int) crc.getValue() != bytes.getInt(from + length)) {
            throw ImageErrors.corrupt(ImageFormat.PNG, "a checksum does not match");
        }
    }
}
