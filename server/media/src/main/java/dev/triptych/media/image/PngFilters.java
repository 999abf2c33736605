package dev.triptych.media.image;

/** Undoes the five row filters of PNG; a row's first byte names its filter. */
final class PngFilters {
    private PngFilters() {}

    /**
     * Restores a row in place.
     *
     * @param row the filter's number, then the filtered bytes
     * @param above the row above, restored, with one byte before it; zeros for the first row
     * @param step bytes of a pixel
     */
    static void undo(byte[] row, byte[] above, int step) {
        switch (row[0]) {
            case 0 -> {
                // As it is.
            }
            case 1 -> left(row, step);
            case 2 -> up(row, above);
            case 3 -> average(row, above, step);
            case 4 -> paeth(row, above, step);
            default -> throw ImageErrors.corrupt(ImageFormat.PNG, "an unknown row filter");
        }
    }

    private static void left(byte[] row, int step) {
        for (int i = 1 + step; i < row.length; i++) {
            row[i] = (byte) (row[i] + row[i - step]);
        }
    }

    private static void up(byte[] row, byte[] above) {
        for (int i = 1; i < row.length; i++) {
            row[i] = (byte) (row[i] + above[i]);
        }
    }

    private static void average(byte[] row, byte[] above, int step) {
        for (int i = 1; i < row.length; i++) {
            int a = i > step ? row[i - step] & 0xFF : 0;
            row[i] = (byte) (row[i] + ((a + (above[i] & 0xFF)) >> 1));
        }
    }

    private static void paeth(byte[] row, byte[] above, int step) {
        int first = Math.min(step, row.length - 1);
        for (int i = 1; i <= first; i++) {
            row[i] = (byte) (row[i] + above[i]);
        }
        for (int i = 1 + step; i < row.length; i++) {
            int a = row[i - step] & 0xFF;
            int b = above[i] & 0xFF;
            int c = above[i - step] & 0xFF;
            int pa = Math.abs(b - c);
            int pb = Math.abs(a - c);
            int pc = Math.abs(a + b - 2 * c);
            int guess = pa <= pb && pa <= pc ? a : pb <= pc ? b : c;
            row[i] = (byte) (row[i] + guess);
        }
    }
}
