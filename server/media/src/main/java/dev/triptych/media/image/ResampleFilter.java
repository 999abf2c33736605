package dev.triptych.media.image;

/** Pillow's resampling filters, by Pillow's numbers. */
public enum ResampleFilter {
    NEAREST(0, 0),
    LANCZOS(1, 3),
    BILINEAR(2, 1),
    BICUBIC(3, 2),
    BOX(4, 0.5),
    HAMMING(5, 1);

    private final int code;
    private final double support;

    ResampleFilter(int code, double support) {
        this.code = code;
        this.support = support;
    }

    /**
     * The filter of Pillow's number, as configuration files have it.
     *
     * @throws IllegalArgumentException for a number that Pillow does not know
     */
    public static ResampleFilter ofCode(int code) {
        for (ResampleFilter filter : values()) {
            if (filter.code == code) {
                return filter;
            }
        }
        throw new IllegalArgumentException("no resampling filter " + code);
    }

    /** How far the filter reaches from its centre, in target pixels. */
    double support() {
        return support;
    }

    /** The weight at a distance from the centre; the operations and their order are Pillow's, for its last bit. */
    double weight(double at) {
        double x = Math.abs(at);
        return switch (this) {
            case NEAREST -> throw new IllegalStateException("nearest has no weights");
            case BOX -> at > -0.5 && at <= 0.5 ? 1 : 0;
            case BILINEAR -> x < 1 ? 1 - x : 0;
            case HAMMING -> hamming(x);
            case BICUBIC -> bicubic(x);
            case LANCZOS -> at >= -3 && at < 3 ? sinc(at) * sinc(at / 3) : 0;
        };
    }

    private static double hamming(double x) {
        if (x == 0) {
            return 1;
        }
        if (x >= 1) {
            return 0;
        }
        double angle = x * Math.PI;
        // The constants are single precision in Pillow.
        return StrictMath.sin(angle) / angle * ((double) 0.54f + (double) 0.46f * StrictMath.cos(angle));
    }

    private static double bicubic(double x) {
        double a = -0.5;
        if (x < 1) {
            return ((a + 2) * x - (a + 3)) * x * x + 1;
        }
        return x < 2 ? (((x - 5) * x + 8) * x - 4) * a : 0;
    }

    private static double sinc(double x) {
        if (x == 0) {
            return 1;
        }
        double angle = x * Math.PI;
        return StrictMath.sin(angle) / angle;
    }
}
