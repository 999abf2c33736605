package dev.triptych.media.image;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.OptionalInt;

/**
 * Finds the orientation in EXIF and XMP metadata, as Pillow's {@code getexif} does: the first directory of EXIF, else the
 * first {@code tiff:Orientation} of XMP.
 *
 * <p>One pass over one directory: no offset is followed twice, so that none can loop. What is damaged says nothing.
 */
final class ExifOrientation {
    private static final int TAG = 0x0112;
    private static final int SHORT = 3;
    private static final int LONG = 4;
    private static final String XMP_TAG = "tiff:Orientation";
    /** XMP beyond this is not searched; it lies near the front in all that is written. */
    private static final int MAX_XMP = 1 << 20;

    private ExifOrientation() {}

    /** From a TIFF structure, with or without {@code Exif\0\0} before it. */
    static OptionalInt inExif(ByteBuffer exif) {
        ByteBuffer tiff = withoutPrefix(withoutPrefix(exif));
        if (tiff.limit() < 8) {
            return OptionalInt.empty();
        }
        int order = tiff.getShort(0);
        if (order == 0x4949) {
            tiff.order(ByteOrder.LITTLE_ENDIAN);
        } else if (order != 0x4D4D) {
            return OptionalInt.empty();
        }
        if (tiff.getShort(2) != 42) {
            return OptionalInt.empty();
        }
        return inDirectory(tiff, Integer.toUnsignedLong(tiff.getInt(4)));
    }

    private static OptionalInt inDirectory(ByteBuffer tiff, long at) {
        if (at + 2 > tiff.limit()) {
            return OptionalInt.empty();
        }
        int entries = tiff.getShort((int) at) & 0xFFFF;
        OptionalInt found = OptionalInt.empty();
        long entry = at + 2;
        for (int i = 0; i < entries && entry + 12 <= tiff.limit(); i++, entry += 12) {
            int place = (int) entry;
            if ((tiff.getShort(place) & 0xFFFF) != TAG || tiff.getInt(place + 4) != 1) {
                continue;
            }
            int type = tiff.getShort(place + 2);
            if (type == SHORT) {
                found = OptionalInt.of(tiff.getShort(place + 8) & 0xFFFF);
            } else if (type == LONG) {
                found = OptionalInt.of(tiff.getInt(place + 8));
            }
        }
        return found;
    }

    /** From an XMP packet: {@code tiff:Orientation="6"} or {@code <tiff:Orientation>6<}. */
    static OptionalInt inXmp(ByteBuffer xmp) {
        int end = Math.min(xmp.limit(), MAX_XMP);
        for (int at = 0; at + XMP_TAG.length() + 2 <= end; at++) {
            if (!text(xmp, at, XMP_TAG)) {
                continue;
            }
            int value = at + XMP_TAG.length();
            value += text(xmp, value, "=\"") ? 2 : text(xmp, value, ">") ? 1 : end;
            if (value < end && xmp.get(value) >= '0' && xmp.get(value) <= '9') {
                return OptionalInt.of(xmp.get(value) - '0');
            }
        }
        return OptionalInt.empty();
    }

    private static ByteBuffer withoutPrefix(ByteBuffer exif) {
        int skip = text(exif, 0, "Exif\0\0") ? 6 : 0;
        return exif.slice(skip, exif.limit() - skip);
    }

    private static boolean text(ByteBuffer bytes, int at, String wanted) {
        if (at + wanted.length() > bytes.limit()) {
            return false;
        }
        for (int i = 0; i < wanted.length(); i++) {
            if (bytes.get(at + i) != wanted.charAt(i)) {
                return false;
            }
        }
        return true;
    }
}
