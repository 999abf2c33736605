package dev.triptych.media.image;

/**
 * Counts the steps from part to part that reading one file's headers takes, so that it ends soon whatever the file says:
 * headers are read before anything is queued, by a thread that must not be held.
 *
 * <p>Used by one thread.
 */
final class HeaderSteps {
    /** Chunks, segments, blocks and stray bytes in all; a sound file of 64 MiB has some 8,000, in libpng's chunks. */
    static final int MAX = 1 << 15;

    private int taken;

    /** Takes one more, unless all are taken. */
    boolean take() {
        if (taken == MAX) {
            return false;
        }
        taken++;
        return true;
    }

    /** How many were taken. */
    int taken() {
        return taken;
    }
}
