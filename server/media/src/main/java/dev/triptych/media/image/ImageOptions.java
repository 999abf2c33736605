package dev.triptych.media.image;

/**
 * The choices in decoding that a model's reference may have made differently.
 *
 * @param exifOrientation whether the orientation that EXIF or XMP states is applied, as transformers' {@code load_image}
 *     does; default true
 * @param animation what becomes of a file with several frames; default {@link Animation#FIRST_FRAME}
 */
public record ImageOptions(boolean exifOrientation, Animation animation) {
    /** As the reference loader: upright, first frame. */
    public static final ImageOptions DEFAULT = new ImageOptions(true, Animation.FIRST_FRAME);

    /** The options that pixels depend on, in a word. */
    String canonical() {
        return "orientation=" + (exifOrientation ? "upright" : "keep");
    }

    /** What becomes of a file with several frames. */
    public enum Animation {
        /** The first frame is the image; later frames are not read. */
        FIRST_FRAME,
        /** The file is refused. */
        REFUSE
    }
}
