package dev.triptych.media.image;

/** A format that is served, told by its first bytes and never by a name. */
public enum ImageFormat {
    /** Baseline and progressive, 8 bits, grey or three components. */
    JPEG,
    /** 8 bits, grey or RGB, with or without alpha, not interlaced. */
    PNG
}
