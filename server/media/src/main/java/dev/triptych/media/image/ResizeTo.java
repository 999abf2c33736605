package dev.triptych.media.image;

/**
 * What an image is resized to. Each rule rounds as its reference does; where a rule overflows, the edge is 2^31 - 1, and
 * where an image is too thin for it, an edge may come out as 0: both are refused before anything is allocated.
 */
public sealed interface ResizeTo {
    /** The size that an image of the given size gets. */
    Size size(int width, int height);

    /** The rule in a word, equal exactly when the rules are. */
    String canonical();

    /**
     * The short edge gets this length, the long one keeps the ratio, cut and not rounded.
     *
     * @param edge pixels, 1 and more
     */
    record ShortestEdge(int edge) implements ResizeTo {
        @Override
        public Size size(int width, int height) {
            int longer = (int) ((double) ((long) edge * Math.max(width, height)) / Math.min(width, height));
            return width <= height ? new Size(edge, longer) : new Size(longer, edge);
        }

        @Override
        public String canonical() {
            return "shortest=" + edge;
        }
    }

    /**
     * Exactly this size; the ratio is not kept.
     *
     * @param width pixels, 1 and more
     * @param height pixels, 1 and more
     */
    record Exactly(int width, int height) implements ResizeTo {
        @Override
        public Size size(int fromWidth, int fromHeight) {
            return new Size(width, height);
        }

        @Override
        public String canonical() {
            return width + "x" + height;
        }
    }

    /**
     * The short edge gets a length, unless the long one would then exceed its own: {@code shortest_edge} and
     * {@code longest_edge} of transformers, whose short edge is rounded half to even when the long one binds.
     *
     * @param shortest pixels, 1 and more
     * @param longest pixels, 1 and more
     */
    record ShortestUpTo(int shortest, int longest) implements ResizeTo {
        @Override
        public Size size(int width, int height) {
            double low = Math.min(width, height);
            double high = Math.max(width, height);
            boolean bound = high / low * shortest > longest;
            double exact = bound ? longest * low / high : shortest;
            int edge = (int) Math.rint(exact);
            if (low == edge) {
                return new Size(width, height);
            }
            return width < height
                    ? new Size(edge, (int) (exact * height / width))
                    : new Size((int) (exact * width / height), edge);
        }

        @Override
        public String canonical() {
            return "shortest=" + shortest + ",longest=" + longest;
        }
    }

    /**
     * The largest size of the image's ratio inside a box, cut and not rounded: {@code max_height} and {@code max_width} of
     * transformers.
     *
     * @param width pixels, 1 and more
     * @param height pixels, 1 and more
     */
    record Inside(int width, int height) implements ResizeTo {
        @Override
        public Size size(int fromWidth, int fromHeight) {
            double scale = Math.min((double) height / fromHeight, (double) width / fromWidth);
            return new Size((int) (fromWidth * scale), (int) (fromHeight * scale));
        }

        @Override
        public String canonical() {
            return "inside=" + width + "x" + height;
        }
    }

    /**
     * The image's ratio, inside a box or just covering it, rounded half to even: open_clip's and timm's rule.
     *
     * @param width pixels, 1 and more
     * @param height pixels, 1 and more
     * @param cover whether the box is covered rather than fitted into
     */
    record KeepRatio(int width, int height, boolean cover) implements ResizeTo {
        @Override
        public Size size(int fromWidth, int fromHeight) {
            double down = (double) fromHeight / height;
            double across = (double) fromWidth / width;
            double ratio = cover ? Math.min(down, across) : Math.max(down, across);
            return new Size((int) Math.rint(fromWidth / ratio), (int) Math.rint(fromHeight / ratio));
        }

        @Override
        public String canonical() {
            return (cover ? "cover=" : "fit=") + width + "x" + height;
        }
    }

    /**
     * The short edge gets a length, the long one at most another, both then cut to multiples: ViLT's rule.
     *
     * @param shortest pixels, 1 and more
     * @param longest pixels, 1 and more
     * @param divisor what both edges are multiples of, 1 and more
     */
    record Multiples(int shortest, int longest, int divisor) implements ResizeTo {
        @Override
        public Size size(int width, int height) {
            double scale = (double) shortest / Math.min(width, height);
            double toHeight = height < width ? shortest : scale * height;
            double toWidth = height < width ? scale * width : shortest;
            double most = Math.max(toHeight, toWidth);
            if (most > longest) {
                double again = longest / most;
                toHeight *= again;
                toWidth *= again;
            }
            return new Size(cut(toWidth), cut(toHeight));
        }

        private int cut(double edge) {
            return (int) (edge + 0.5) / divisor * divisor;
        }

        @Override
        public String canonical() {
            return "shortest=" + shortest + ",longest=" + longest + ",multiple=" + divisor;
        }
    }
}
