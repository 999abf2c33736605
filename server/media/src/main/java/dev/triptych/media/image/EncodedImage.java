package dev.triptych.media.image;

/**
 * An encoded image whose header was read and found sound; one implementation a format.
 *
 * <p>Making one takes time and memory that do not depend on the pixels it promises. Used once, by one thread.
 */
interface EncodedImage {
    /** What the file says of itself, as stored: {@link #orientation} is not applied. */
    ImageHeader header();

    /** How the stored pixels want to be turned; upright when the file does not say or says it badly. Looks anew each time. */
    default Orientation orientation() {
        return Orientation.UPRIGHT;
    }

    /**
     * The pixels as stored, alpha dropped.
     *
     * @param effort asked now and then
     * @throws dev.triptych.spi.error.TaskException {@code IMAGE_CORRUPT} or {@code IMAGE_TRUNCATED}: whole or not at all;
     *     and what the effort throws
     */
    RgbImage decode(Effort effort);
}
