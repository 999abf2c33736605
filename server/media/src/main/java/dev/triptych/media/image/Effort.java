package dev.triptych.media.image;

import java.util.function.BooleanSupplier;

/**
 * What decoding one image may cost, and whether anybody still waits for it; asked by decoders between rows and scans.
 *
 * <p>The cost is counted in pixels passed over, not in time: the same file meets the same answer on every machine.
 */
final class Effort {
    /** Rows between two looks; of the widest image they take some ten milliseconds. */
    private static final int ROWS = 64;

    private final long maxPixelPasses;
    private final BooleanSupplier cancelled;

    Effort(long maxPixelPasses, BooleanSupplier cancelled) {
        this.maxPixelPasses = maxPixelPasses;
        this.cancelled = cancelled;
    }

    /** Refuses an image of more passes than its pixels allow. */
    void checkPasses(ImageHeader header, int passes) {
        if (header.pixels() * passes > maxPixelPasses) {
            throw ImageErrors.tooCostly(header, passes, maxPixelPasses);
        }
    }

    /** Whether nobody waits any more, asked at some rows. */
    boolean vainAt(int row) {
        return row % ROWS == 0 && cancelled.getAsBoolean();
    }

    /** Ends the work when nobody waits for it. */
    void check() {
        checkAt(0);
    }

    /** The same, at some rows. */
    void checkAt(int row) {
        if (vainAt(row)) {
            throw ImageErrors.cancelled();
        }
    }
}
