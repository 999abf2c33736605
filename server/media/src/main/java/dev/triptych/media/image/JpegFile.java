package dev.triptych.media.image;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The marker segments of a JPEG up to its first scan, as far as decoding needs them.
 *
 * <p>Comments and application data (EXIF, colour profiles, thumbnails) are told apart here and never reach the decoder:
 * the reference ignores all but the orientation, and they are where parsers break.
 */
final class JpegFile implements EncodedImage {
    /** Segments before the first scan: the largest file of full ones has a thousand, and each costs time and memory. */
    private static final int MAX_SEGMENTS = 1 << 12;

    private final ByteBuffer bytes;
    private final HeaderSteps steps;
    private final List<int[]> tables = new ArrayList<>();
    private int width;
    private int height;
    private int components;
    private int componentIds;
    private boolean progressive;
    private boolean jfif;
    private int adobeTransform = -1;
    private @Nullable ByteBuffer exif;
    private @Nullable ByteBuffer xmp;
    private int firstScan;

    private JpegFile(ByteBuffer bytes, HeaderSteps steps) {
        this.bytes = bytes;
        this.steps = steps;
    }

    /** Reads a file that begins with the JPEG magic; the buffer runs from 0 to its end. */
    static JpegFile parse(ByteBuffer bytes, HeaderSteps steps) {
        JpegFile file = new JpegFile(bytes, steps);
        file.readSegments();
        return file;
    }

    @Override
    public ImageHeader header() {
        // Where a scan is not the whole picture, the 16-bit coefficients of all blocks are held, padded to whole MCUs.
        boolean held = progressive || u8(firstScan + 4) < components;
        long padded = (width + 31L & ~31L) * (height + 31L & ~31L);
        long coefficients = held ? 2 * padded * components : 0;
        // The decoder's raster, where it is not the image itself.
        long raster = components == 3 ? 0 : (long) components * width * height;
        return new ImageHeader(ImageFormat.JPEG, width, height, components, coefficients + raster);
    }

    @Override
    public Orientation orientation() {
        return ExifOrientation.of(exif, xmp);
    }

    @Override
    public RgbImage decode(Effort effort) {
        return JpegDecoder.decode(this, effort);
    }

    /** What the components hold, by libjpeg's rules. */
    JpegColour colour() {
        return switch (components) {
            case 1 -> JpegColour.GREY;
            case 3 -> luma() ? JpegColour.YCC : JpegColour.RGB;
            default -> adobeTransform <= 0 ? JpegColour.CMYK : JpegColour.YCCK;
        };
    }

    private boolean luma() {
        if (jfif) {
            return true;
        }
        if (adobeTransform >= 0) {
            return adobeTransform != 0;
        }
        return componentIds != ('R' << 16 | 'G' << 8 | 'B');
    }

    /** The file's bytes in all. */
    int length() {
        return bytes.limit();
    }

    /** The file without application data: what comes before the first scan, copied. */
    byte[] prologue() {
        int length = 2;
        for (int[] table : tables) {
            length += table[1];
        }
        byte[] out = new byte[length];
        out[0] = (byte) 0xFF;
        out[1] = (byte) 0xD8;
        int at = 2;
        for (int[] table : tables) {
            bytes.get(table[0], out, at, table[1]);
            at += table[1];
        }
        return out;
    }

    /** The file from its first scan to its end. */
    ByteBuffer scans() {
        return bytes.slice(firstScan, bytes.limit() - firstScan);
    }

    /** How many scans there are; refuses a file that does not reach its end marker, or has too many. */
    int scanCount() {
        return JpegScans.count(bytes, firstScan);
    }

    private void readSegments() {
        int at = 2;
        for (int i = 0; i < MAX_SEGMENTS; i++) {
            int start = skipFill(at);
            int marker = u8(start);
            if (marker == 0xDA) {
                finish(start - 1);
                return;
            }
            if (marker == 0xD9) {
                throw ImageErrors.corrupt(ImageFormat.JPEG, "it ends before its first scan");
            }
            if (standsAlone(marker)) {
                at = start + 1;
                continue;
            }
            int length = u16(start + 1);
            if (length < 2) {
                throw ImageErrors.corrupt(ImageFormat.JPEG, "a segment of length " + length);
            }
            at = start + 1 + length;
            if (at > bytes.limit()) {
                throw ImageErrors.truncated(ImageFormat.JPEG, bytes.limit());
            }
            segment(marker, start + 3, at);
        }
        throw ImageErrors.corrupt(ImageFormat.JPEG, "more than " + MAX_SEGMENTS + " segments before its first scan");
    }

    /** The place of the next marker's code: past its 0xFF, any fill bytes, and stray bytes before it. */
    private int skipFill(int from) {
        int at = from;
        while (u8(at) != 0xFF) {
            at++;
            step();
        }
        while (u8(at) == 0xFF) {
            at++;
            step();
        }
        return at;
    }

    private void step() {
        if (!steps.take()) {
            throw ImageErrors.corrupt(
                    ImageFormat.JPEG, "more than " + HeaderSteps.MAX + " stray bytes before its first scan");
        }
    }

    private static boolean standsAlone(int marker) {
        return marker <= 0x01 || (marker >= 0xD0 && marker <= 0xD8);
    }

    private void segment(int marker, int from, int to) {
        switch (marker) {
            case 0xC0, 0xC1, 0xC2 -> {
                frame(marker, from, to);
                keep(from, to);
            }
            case 0xC9, 0xCA, 0xCC -> throw ImageErrors.unsupported("a JPEG with arithmetic coding");
            case 0xC3, 0xC5, 0xC6, 0xC7, 0xC8, 0xCB, 0xCD, 0xCE, 0xCF ->
                throw ImageErrors.unsupported("a JPEG that is lossless or hierarchical");
            case 0xC4, 0xDB, 0xDD -> keep(from, to);
            case 0xE0 -> jfif |= to - from >= 14 && text(from, to, "JFIF\0");
            case 0xE1 -> metadata(bytes.slice(from, to - from));
            case 0xEE -> {
                if (to - from >= 12 && text(from, to, "Adobe")) {
                    adobeTransform = u8(from + 11);
                }
            }
            default -> {
                // Comments and application data.
            }
        }
    }

    private void metadata(ByteBuffer data) {
        if (ImageFiles.text(data, 0, "Exif\0\0") && data.limit() > 6) {
            // Of one that is cut into several segments the first holds the directory.
            exif = exif == null ? data : exif;
        } else if (ImageFiles.text(data, 0, "http://ns.adobe.com/xap/1.0/\0")) {
            xmp = data;
        }
    }

    private void frame(int marker, int from, int to) {
        if (components != 0) {
            throw ImageErrors.corrupt(ImageFormat.JPEG, "two frames");
        }
        int length = to - from;
        if (length < 6 || length != 6 + 3 * u8(from + 5)) {
            throw ImageErrors.corrupt(ImageFormat.JPEG, "a damaged frame header");
        }
        if (u8(from) != 8) {
            throw ImageErrors.unsupported("a JPEG of " + u8(from) + " bits a sample");
        }
        progressive = marker == 0xC2;
        height = u16(from + 1);
        width = u16(from + 3);
        components = u8(from + 5);
        if (width == 0 || height == 0) {
            throw ImageErrors.corrupt(ImageFormat.JPEG, "its size is " + width + " x " + height);
        }
        if (components != 1 && components != 3 && components != 4) {
            throw ImageErrors.unsupported("a JPEG of " + components + " components");
        }
        for (int i = 0; i < components; i++) {
            componentIds = componentIds << 8 | u8(from + 6 + 3 * i);
        }
    }

    private void finish(int scan) {
        if (components == 0) {
            throw ImageErrors.corrupt(ImageFormat.JPEG, "no frame before its first scan");
        }
        firstScan = scan;
    }

    private void keep(int from, int to) {
        tables.add(new int[] {from - 4, to - from + 4});
    }

    private boolean text(int from, int to, String wanted) {
        if (to - from < wanted.length()) {
            return false;
        }
        for (int i = 0; i < wanted.length(); i++) {
            if (u8(from + i) != wanted.charAt(i)) {
                return false;
            }
        }
        return true;
    }

    private int u8(int at) {
        if (at >= bytes.limit()) {
            throw ImageErrors.truncated(ImageFormat.JPEG, bytes.limit());
        }
        return bytes.get(at) & 0xFF;
    }

    private int u16(int at) {
        return u8(at) << 8 | u8(at + 1);
    }
}
