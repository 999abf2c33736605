package dev.triptych.media.webp;

import dev.triptych.spi.error.Reason;
import dev.triptych.spi.error.TaskException;

/** The refusals of WebP pictures, worded once. */
final class WebpErrors {
    private WebpErrors() {}

    /** The data of a picture ends after so many bytes. */
    static TaskException truncated(long bytes) {
        return TaskException.of(
                        Reason.IMAGE_TRUNCATED,
                        "image: the WebP's picture ends early, after " + bytes + " bytes; send the whole file")
                .with("bytes", Long.toString(bytes));
    }

    static TaskException corrupt(String what) {
        return TaskException.of(Reason.IMAGE_CORRUPT, "image: the WebP cannot be decoded: " + what);
    }
}
