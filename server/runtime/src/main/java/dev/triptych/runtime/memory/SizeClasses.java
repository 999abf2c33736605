package dev.triptych.runtime.memory;

/**
 * The capacities in which buffers are pooled: four to each doubling, from 64 bytes to 64 MiB.
 *
 * <p>Four steps a doubling waste at most a fifth of a buffer. Larger requests get a buffer of their own size that is not
 * pooled: they are rare, and one kept idle would cost more than making it again.
 */
final class SizeClasses {
    static final int COUNT = 81;
    private static final int SMALLEST = 64;
    private static final int LARGEST = 64 << 20;

    private SizeClasses() {}

    /** The class whose capacity holds so many bytes; -1 when none does. */
    static int of(int bytes) {
        if (bytes > LARGEST) {
            return -1;
        }
        if (bytes <= SMALLEST) {
            return 0;
        }
        int top = 31 - Integer.numberOfLeadingZeros(bytes - 1);
        int step = ((bytes - 1) >>> (top - 2)) & 3;
        return (top - 6) * 4 + step + 1;
    }

    /** The capacity of a class, in bytes. */
    static int capacity(int sizeClass) {
        if (sizeClass == 0) {
            return SMALLEST;
        }
        int top = (sizeClass - 1) / 4 + 6;
        int step = (sizeClass - 1) % 4 + 1;
        return (1 << top) + (step << (top - 2));
    }
}
