package dev.triptych.media.image;

/** What an image is resized to. */
public sealed interface ResizeTo {
    /** The width that an image of the given size gets; at most 2^31 - 1. */
    int width(int width, int height);

    /** The height that an image of the given size gets; at most 2^31 - 1. */
    int height(int width, int height);

    /**
     * The short edge gets this length, the long one keeps the ratio, cut and not rounded.
     *
     * @param edge pixels, 1 and more
     */
    record ShortestEdge(int edge) implements ResizeTo {
        @Override
        public int width(int width, int height) {
            return width <= height ? edge : scaled(width, height);
        }

        @Override
        public int height(int width, int height) {
            return height <= width ? edge : scaled(height, width);
        }

        private int scaled(int longer, int shorter) {
            return (int) ((double) ((long) edge * longer) / shorter);
        }
    }

    /**
     * Exactly this size; the ratio is not kept.
     *
     * @param toWidth pixels, 1 and more
     * @param toHeight pixels, 1 and more
     */
    record Exactly(int toWidth, int toHeight) implements ResizeTo {
        @Override
        public int width(int width, int height) {
            return toWidth;
        }

        @Override
        public int height(int width, int height) {
            return toHeight;
        }
    }
}
