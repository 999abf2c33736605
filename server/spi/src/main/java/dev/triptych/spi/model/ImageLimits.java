package dev.triptych.spi.model;

/**
 * What one image may measure at most; the operator's choice, the same for every model of a server.
 *
 * @param bytes as sent, 1 to 2,147,483,647
 * @param pixels width times height as the header states them, 1 to 500,000,000: more would not fit into one array
 */
public record ImageLimits(long bytes, long pixels) {
    /** The largest value of {@link #bytes}. */
    public static final long MOST_BYTES = Integer.MAX_VALUE;

    /** The largest value of {@link #pixels}. */
    public static final long MOST_PIXELS = 500_000_000;

    /** 64 MiB, 64 megapixels. */
    public static final ImageLimits DEFAULT = new ImageLimits(64L << 20, 64_000_000);

    public ImageLimits {
        if (bytes < 1 || bytes > MOST_BYTES || pixels < 1 || pixels > MOST_PIXELS) {
            throw new IllegalArgumentException("image limits: got " + bytes + " bytes, " + pixels + " pixels");
        }
    }
}
