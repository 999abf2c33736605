package dev.triptych.media.image;

/** What the components of a JPEG hold. */
enum JpegColour {
    GREY,
    RGB,
    /** Luma and two chroma. */
    YCC,
    /** Four inks. */
    CMYK,
    /** Luma and chroma of the complement of three inks, and black. */
    YCCK
}
