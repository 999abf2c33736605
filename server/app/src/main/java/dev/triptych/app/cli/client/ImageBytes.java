package dev.triptych.app.cli.client;

import java.nio.charset.StandardCharsets;

/**
 * Tells pictures by their first bytes.
 *
 * <p>More formats than servers decode, on purpose: the server then says which it takes, rather than this command that
 * the file is no text.
 */
final class ImageBytes {
    private ImageBytes() {}

    static boolean recognised(byte[] file) {
        return at(file, 0, "\u00ff\u00d8\u00ff") // JPEG
                || at(file, 0, "\u0089PNG\r\n")
                || at(file, 0, "GIF87a")
                || at(file, 0, "GIF89a")
                || (at(file, 0, "RIFF") && at(file, 8, "WEBP"))
                || at(file, 0, "II*\0") // TIFF
                || at(file, 0, "MM\0*")
                || (at(file, 0, "BM") && at(file, 6, "\0\0\0\0")) // BMP; a text may begin with BM too
                || at(file, 4, "ftypavif")
                || at(file, 4, "ftyphei");
    }

    private static boolean at(byte[] file, int offset, String bytes) {
        byte[] expected = bytes.getBytes(StandardCharsets.ISO_8859_1);
        if (file.length < offset + expected.length) {
            return false;
        }
        for (int i = 0; i < expected.length; i++) {
            if (file[offset + i] != expected[i]) {
                return false;
            }
        }
        return true;
    }
}
