package dev.triptych.media.image;

import java.nio.ByteBuffer;

/** Tells formats by their first bytes and opens a file with the one that it is. */
final class ImageFiles {
    private static final int[] PNG = {0x89, 'P', 'N', 'G', '\r', '\n', 0x1A, '\n'};

    private ImageFiles() {}

    /** Opens a file; the buffer runs from 0 to its end. */
    static EncodedImage open(ByteBuffer bytes, ImageOptions options, HeaderSteps steps) {
        return switch (format(bytes)) {
            case JPEG -> JpegFile.parse(bytes, steps);
            case PNG -> PngFile.parse(bytes, options, steps);
            case GIF -> GifFile.parse(bytes, options, steps);
            case BMP -> BmpFile.parse(bytes);
            case WEBP -> WebpFile.parse(bytes, options, steps);
        };
    }

    private static ImageFormat format(ByteBuffer bytes) {
        if (!bytes.hasRemaining()) {
            throw ImageErrors.empty();
        }
        if (at(bytes, 0, 0xFF, 0xD8, 0xFF)) {
            return ImageFormat.JPEG;
        }
        if (at(bytes, 0, PNG)) {
            return ImageFormat.PNG;
        }
        if (text(bytes, 0, "GIF87a") || text(bytes, 0, "GIF89a")) {
            return ImageFormat.GIF;
        }
        if (text(bytes, 0, "BM")) {
            return ImageFormat.BMP;
        }
        if (text(bytes, 0, "RIFF") && text(bytes, 8, "WEBP")) {
            return ImageFormat.WEBP;
        }
        throw ImageErrors.unsupported(otherFormat(bytes));
    }

    /** What unserved bytes are, for the message. */
    private static String otherFormat(ByteBuffer bytes) {
        if (text(bytes, 0, "II*\0") || text(bytes, 0, "MM\0*") || text(bytes, 0, "II+\0") || text(bytes, 0, "MM\0+")) {
            return "the bytes are a TIFF";
        }
        if (text(bytes, 4, "ftyp")) {
            return "the bytes are an HEIC, an AVIF or another file of the MP4 kind";
        }
        if (at(bytes, 0, 0, 0, 0, 0x0C, 'j', 'P') || at(bytes, 0, 0xFF, 0x4F, 0xFF, 0x51)) {
            return "the bytes are a JPEG 2000";
        }
        if (text(bytes, 0, "%PDF")) {
            return "the bytes are a PDF";
        }
        if (text(bytes, 0, "%!PS") || at(bytes, 0, 0xC5, 0xD0, 0xD3, 0xC6)) {
            return "the bytes are PostScript";
        }
        if (text(bytes, 0, "<svg") || text(bytes, 0, "<?xml") || text(bytes, 0, "<!DO")) {
            return "the bytes are an SVG or another text of markup";
        }
        return "the bytes are of another format";
    }

    static boolean text(ByteBuffer bytes, int from, String wanted) {
        if (bytes.limit() - from < wanted.length()) {
            return false;
        }
        for (int i = 0; i < wanted.length(); i++) {
            if (bytes.get(from + i) != (byte) wanted.charAt(i)) {
                return false;
            }
        }
        return true;
    }

    private static boolean at(ByteBuffer bytes, int from, int... magic) {
        if (bytes.limit() < from + magic.length) {
            return false;
        }
        for (int i = 0; i < magic.length; i++) {
            if ((bytes.get(from + i) & 0xFF) != magic[i]) {
                return false;
            }
        }
        return true;
    }
}
