package dev.triptych.media.image;

/** How stored pixels are turned to stand upright; the eight values of the EXIF tag, in its order from 1. */
public enum Orientation {
    UPRIGHT(false, false, false),
    MIRRORED(false, true, false),
    HALF_TURN(false, true, true),
    FLIPPED(false, false, true),
    TRANSPOSED(true, false, false),
    QUARTER_TURN_RIGHT(true, true, false),
    TRANSVERSED(true, true, true),
    QUARTER_TURN_LEFT(true, false, true);

    private final boolean swapsEdges;
    private final boolean fromRight;
    private final boolean fromBottom;

    /** Rows and columns change places first; then columns, then rows, are taken in reverse. */
    Orientation(boolean swapsEdges, boolean fromRight, boolean fromBottom) {
        this.swapsEdges = swapsEdges;
        this.fromRight = fromRight;
        this.fromBottom = fromBottom;
    }

    /** The meaning of a tag's value; upright for any but 2 to 8. */
    static Orientation ofTag(int value) {
        return switch (value) {
            case 2 -> MIRRORED;
            case 3 -> HALF_TURN;
            case 4 -> FLIPPED;
            case 5 -> TRANSPOSED;
            case 6 -> QUARTER_TURN_RIGHT;
            case 7 -> TRANSVERSED;
            case 8 -> QUARTER_TURN_LEFT;
            default -> UPRIGHT;
        };
    }

    /** Whether width and height change places. */
    public boolean swapsEdges() {
        return swapsEdges;
    }

    /** The image upright; itself where nothing is to be done. */
    RgbImage apply(RgbImage stored) {
        if (this == UPRIGHT) {
            return stored;
        }
        int width = swapsEdges ? stored.height() : stored.width();
        int height = swapsEdges ? stored.width() : stored.height();
        int stride = 3 * stored.width();
        int right = swapsEdges ? stride : 3;
        int down = swapsEdges ? 3 : stride;
        int first = (fromRight ? (width - 1) * right : 0) + (fromBottom ? (height - 1) * down : 0);
        right = fromRight ? -right : right;
        down = fromBottom ? -down : down;
        byte[] in = stored.pixels();
        byte[] out = new byte[3 * width * height];
        int to = 0;
        for (int y = 0; y < height; y++) {
            int from = first + y * down;
            for (int x = 0; x < width; x++, from += right, to += 3) {
                out[to] = in[from];
                out[to + 1] = in[from + 1];
                out[to + 2] = in[from + 2];
            }
        }
        return new RgbImage(width, height, out);
    }
}
