package dev.triptych.media.image;

import dev.triptych.spi.error.Reason;
import dev.triptych.spi.error.TaskException;

/** The refusals of images, worded once. */
final class ImageErrors {
    static final String SERVED =
            "served are JPEG (baseline or progressive), PNG, WebP, GIF and BMP; of an animation the" + " first frame";

    private ImageErrors() {}

    static TaskException empty() {
        return TaskException.of(Reason.MEDIA_EMPTY, "image: no bytes; send the file's contents");
    }

    static TaskException unsupported(String what) {
        return TaskException.of(Reason.MEDIA_TYPE_UNSUPPORTED, "image: " + what + "; " + SERVED);
    }

    static TaskException truncated(ImageFormat format, long at) {
        return TaskException.of(
                        Reason.IMAGE_TRUNCATED,
                        "image: the " + format + " ends early, after " + at + " bytes; send the whole file")
                .with("bytes", Long.toString(at));
    }

    static TaskException corrupt(ImageFormat format, String what) {
        return TaskException.of(Reason.IMAGE_CORRUPT, "image: the " + format + " cannot be decoded: " + what);
    }

    static TaskException corrupt(ImageFormat format, String what, Throwable cause) {
        return TaskException.of(Reason.IMAGE_CORRUPT, "image: the " + format + " cannot be decoded: " + what, cause);
    }

    static TaskException animated(ImageFormat format) {
        return TaskException.of(
                Reason.MEDIA_TYPE_UNSUPPORTED,
                "image: an animated " + format + ", which this model refuses; send one frame");
    }

    static TaskException tooManyPixels(int width, int height, long limit) {
        return tooLarge(
                "got " + width + " x " + height + " pixels, limit " + limit + " in all and 65535 an edge", limit);
    }

    static TaskException tooManyBytes(long bytes, long limit) {
        return tooLarge("got " + bytes + " encoded bytes, limit " + limit, limit);
    }

    static TaskException tooCostly(ImageHeader header, int passes, long limit) {
        return TaskException.of(
                        Reason.DECODE_TOO_COSTLY,
                        "image: the " + header.format() + " has " + passes + " scans of " + header.width() + " x "
                                + header.height() + " pixels, " + header.pixels() * passes + " in all, limit " + limit
                                + "; save it as baseline or with fewer scans, or scale it down")
                .with("limit", Long.toString(limit));
    }

    static TaskException cancelled() {
        return TaskException.of(Reason.CALL_CANCELLED, "image: nobody waits for it any more");
    }

    private static TaskException tooLarge(String what, long limit) {
        return TaskException.of(Reason.IMAGE_TOO_LARGE, "image: " + what + "; scale it down before sending")
                .with("limit", Long.toString(limit));
    }
}
