package dev.triptych.media.image;

/** A format that is served, told by its first bytes and never by a name or a declared type. */
public enum ImageFormat {
    /** Baseline and progressive, 8 bits: grey, YCbCr, RGB, CMYK and YCCK. */
    JPEG("JPEG"),
    /** Every depth and colour type, interlaced or not; of an APNG the default image. */
    PNG("PNG"),
    /** The first frame on its logical screen. */
    GIF("GIF"),
    /** 1 to 32 bits, run-length encoded or not, bottom-up or top-down. */
    BMP("BMP"),
    /** Lossy and lossless; of an animation the first frame. */
    WEBP("WebP");

    private final String shown;

    ImageFormat(String shown) {
        this.shown = shown;
    }

    /** The name as people write it. */
    @Override
    public String toString() {
        return shown;
    }
}
