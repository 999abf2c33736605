package dev.triptych.media.webp;

/** Luma and two chroma planes of a picture, padded to whole macroblocks; chroma has half the edges. */
final class Vp8Planes {
    /** Macroblocks across and down. */
    final int columns;

    final int rows;
    /** Bytes of a row of luma, and of chroma. */
    final int stride;

    final int chromaStride;
    final byte[] luma;
    final byte[] u;
    final byte[] v;

    Vp8Planes(int width, int height) {
        columns = (width + 15) >> 4;
        rows = (height + 15) >> 4;
        stride = 16 * columns;
        chromaStride = 8 * columns;
        luma = new byte[stride * 16 * rows];
        u = new byte[chromaStride * 8 * rows];
        v = new byte[chromaStride * 8 * rows];
    }
}
