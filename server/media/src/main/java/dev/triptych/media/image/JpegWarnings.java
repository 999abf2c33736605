package dev.triptych.media.image;

import dev.triptych.spi.error.TaskException;
import javax.imageio.ImageReader;
import javax.imageio.event.IIOReadWarningListener;
import org.jspecify.annotations.Nullable;

/**
 * Remembers the first warning that means wrong pixels.
 *
 * <p>libjpeg fills with grey what it cannot read and only warns. Its warnings are told apart by their fixed English
 * words: an early end is a truncated file, other damage in the entropy-coded data a corrupt one; stray bytes between
 * segments harm no pixel and pass. The words themselves never leave this class.
 */
final class JpegWarnings implements IIOReadWarningListener {
    private boolean ended;
    private boolean damaged;

    @Override
    public void warningOccurred(ImageReader source, @Nullable String warning) {
        String words = warning == null ? "" : warning;
        if (words.contains("remature end") || words.contains("truncated")) {
            ended = true;
        } else if (words.startsWith("Corrupt JPEG data") && !words.contains("extraneous bytes")) {
            damaged = true;
        }
        if (ended || damaged) {
            // Nothing that follows can make the pixels right, and each pass over them costs.
            source.abort();
        }
    }

    /** Throws when the pixels are not what the file meant. */
    void check(long fileBytes) {
        if (ended && !damaged) {
            throw ImageErrors.truncated(ImageFormat.JPEG, fileBytes);
        }
        if (damaged) {
            throw damage();
        }
    }

    private static TaskException damage() {
        return ImageErrors.corrupt(ImageFormat.JPEG, "its entropy-coded data is damaged");
    }
}
