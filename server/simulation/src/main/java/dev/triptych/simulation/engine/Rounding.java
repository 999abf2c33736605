package dev.triptych.simulation.engine;

/** What a policy does about batch sizes for which no graph was captured. */
public enum Rounding {
    /** Every size runs as it is. */
    NONE,
    /** Takes no more rows than fill a power of two, and leaves the rest. */
    DOWN,
    /** Pads up to the next of 1, 2, 4, 6, 8, 12, 16, 24, 32, 48, 64. */
    UP_FINE,
    /** Pads up to the next power of two. */
    UP;

    private static final int[] FINE = {1, 2, 4, 6, 8, 12, 16, 24, 32, 48, 64};

    /** How many of the waiting rows go into the batch. */
    int taken(int waiting) {
        return this == DOWN ? Integer.highestOneBit(waiting) : waiting;
    }

    /** How many rows run. */
    int run(int rows) {
        return switch (this) {
            case NONE, DOWN -> rows;
            case UP -> rows == 1 ? 1 : Integer.highestOneBit(rows - 1) * 2;
            case UP_FINE -> fine(rows);
        };
    }

    private static int fine(int rows) {
        for (int size : FINE) {
            if (size >= rows) {
                return size;
            }
        }
        return rows;
    }
}
