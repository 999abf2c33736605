package dev.triptych.media.image;

/** Pixels of a part of an image, with the place of its first pixel in the whole; internal to resizing. */
@SuppressWarnings("ArrayRecordComponent") // never compared
record Part(byte[] pixels, int width, int x, int y) {
    /** Where the pixel of the whole image lies. */
    int offset(int column, int row) {
        return 3 * ((row - y) * width + column - x);
    }

    /** A copy of a window. */
    RgbImage copy(Window window) {
        byte[] out = new byte[3 * window.width() * window.height()];
        for (int row = 0; row < window.height(); row++) {
            System.arraycopy(
                    pixels, offset(window.x(), window.y() + row), out, 3 * window.width() * row, 3 * window.width());
        }
        return new RgbImage(window.width(), window.height(), out);
    }

    /** This part, when it is exactly a window of the target. */
    RgbImage whole(Window window) {
        return new RgbImage(window.width(), window.height(), pixels);
    }
}
