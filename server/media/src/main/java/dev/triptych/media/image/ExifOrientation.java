package dev.triptych.media.image;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

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

    /** XMP is searched by so many bytes at once. */
    private static final int WINDOW = 1 << 16;
    /** What two windows share: a tag, its sign and its value. */
    private static final int SHARED = XMP_TAG.length() + 3;

    private ExifOrientation() {}

    /** What EXIF says, else XMP, each where it is there; {@link Orientation#UPRIGHT} when neither does. */
    static Orientation of(@Nullable ByteBuffer exif, @Nullable ByteBuffer xmp) {
        OptionalInt tag = exif == null ? OptionalInt.empty() : inExif(exif);
        if (tag.isEmpty() && xmp != null) {
            tag = inXmp(xmp);
        }
        return Orientation.ofTag(tag.orElse(1));
    }

    /** From a TIFF structure, with or without {@code Exif\0\0} before it. */
    private static OptionalInt inExif(ByteBuffer exif) {
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
    private static OptionalInt inXmp(ByteBuffer xmp) {
        int end = Math.min(xmp.limit(), MAX_XMP);
        byte[] window = new byte[Math.min(end, WINDOW)];
        OptionalInt found = OptionalInt.empty();
        for (int from = 0; found.isEmpty() && from < end; from += WINDOW - SHARED) {
            int length = Math.min(window.length, end - from);
            xmp.get(from, window, 0, length);
            found = inText(new String(window, 0, length, StandardCharsets.ISO_8859_1));
        }
        return found;
    }

    private static OptionalInt inText(String text) {
        for (int at = text.indexOf(XMP_TAG); at >= 0; at = text.indexOf(XMP_TAG, at + 1)) {
            int value = at + XMP_TAG.length();
            value += text.startsWith("=\"", value) ? 2 : text.startsWith(">", value) ? 1 : text.length();
            if (value < text.length() && text.charAt(value) >= '0' && text.charAt(value) <= '9') {
                return OptionalInt.of(text.charAt(value) - '0');
            }
        }
        return OptionalInt.empty();
    }

    private static ByteBuffer withoutPrefix(ByteBuffer exif) {
        int skip = ImageFiles.text(exif, 0, "Exif\0\0") ? 6 : 0;
        return exif.slice(skip, exif.limit() - skip);
    }
}
