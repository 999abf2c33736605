package dev.triptych.media.image;

import java.nio.ByteBuffer;

/**
 * Counts the scans of a JPEG to its end marker, without decoding.
 *
 * <p>A file without an end is truncated, as Pillow has it; the decoder alone would not always say so, and fill with grey.
 * A file with more scans than any encoder writes is refused: each costs a pass over the whole image, be it of no bytes.
 */
final class JpegScans {
    private static final int MAX_SCANS = 100;

    private JpegScans() {}

    /** The scans from the first one's marker on; the buffer runs from 0 to the file's end. */
    static int count(ByteBuffer bytes, int firstScan) {
        int scans = 0;
        int at = firstScan;
        while (true) {
            int marker = nextMarker(bytes, at);
            int code = bytes.get(marker) & 0xFF;
            if (code == 0xD9) {
                return scans;
            }
            if (code == 0xDA && ++scans > MAX_SCANS) {
                throw ImageErrors.corrupt(ImageFormat.JPEG, "more than " + MAX_SCANS + " scans");
            }
            if (marker + 2 >= bytes.limit()) {
                throw ImageErrors.truncated(ImageFormat.JPEG, bytes.limit());
            }
            at = marker + 1 + Math.max(2, bytes.getShort(marker + 1) & 0xFFFF);
        }
    }

    /** The place of the next marker's code; stuffed zeros, fill bytes and restarts are part of the data before it. */
    private static int nextMarker(ByteBuffer bytes, int from) {
        for (int at = from; at + 1 < bytes.limit(); at++) {
            if (bytes.get(at) != (byte) 0xFF) {
                continue;
            }
            int code = bytes.get(at + 1) & 0xFF;
            boolean data = code == 0 || code == 1 || code == 0xFF || (code >= 0xD0 && code <= 0xD7);
            if (!data) {
                return at + 1;
            }
        }
        throw ImageErrors.truncated(ImageFormat.JPEG, bytes.limit());
    }
}
