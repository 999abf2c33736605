package dev.triptych.media.image;

/**
 * A centre crop; where the image is smaller, a colour is laid around it.
 *
 * @param width columns, 1 and more
 * @param height rows, 1 and more
 * @param centre how an odd difference is split
 * @param fill the colour laid around a smaller image; black in most
 */
public record CropTo(int width, int height, Centre centre, Fill fill) {
    /** Transformers' crop, with black around. */
    public CropTo(int width, int height) {
        this(width, height, Centre.FLOOR, Fill.BLACK);
    }

    /**
     * A colour.
     *
     * @param red 0 to 255
     * @param green 0 to 255
     * @param blue 0 to 255
     */
    public record Fill(int red, int green, int blue) {
        public static final Fill BLACK = new Fill(0, 0, 0);
    }

    /** How an odd difference between image and crop is split; a rule of the reference. */
    public enum Centre {
        /** Transformers: rounded down, whatever the sign. */
        FLOOR {
            @Override
            int offset(int image, int crop) {
                return Math.floorDiv(image - crop, 2);
            }
        },
        /** Torchvision: half to even where something is cut off, towards zero where something is laid around. */
        HALF_EVEN {
            @Override
            int offset(int image, int crop) {
                return image < crop ? -((crop - image) / 2) : (int) Math.rint((image - crop) / 2.0);
            }
        };

        /** Where the crop begins in the image; negative where the image is smaller. */
        abstract int offset(int image, int crop);
    }

    /** The crop in a word, equal exactly when the crops are. */
    String canonical() {
        String size = width + "x" + height;
        String how = centre == Centre.FLOOR ? "" : ",half-even";
        String colour = fill.equals(Fill.BLACK) ? "" : "," + fill.red() + "/" + fill.green() + "/" + fill.blue();
        return size + how + colour;
    }
}
