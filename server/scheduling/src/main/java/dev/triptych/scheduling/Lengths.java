package dev.triptych.scheduling;

import java.util.Arrays;
import java.util.List;

/** Arithmetic on tuples of padded lengths. */
final class Lengths {
    private Lengths() {}

    /** Raises each length to at least the rung beside it. */
    static void raise(int[] lengths, List<Integer> rungs) {
        for (int i = 0; i < lengths.length; i++) {
            lengths[i] = Math.max(lengths[i], rungs.get(i));
        }
    }

    /** Orders tuples by their first difference; the shorter tuple first. */
    static int compare(int[] left, int[] right) {
        return Arrays.compare(left, right);
    }

    /** Whether no length of the inner tuple is above the outer's. */
    static boolean covers(int[] outer, int[] inner) {
        for (int i = 0; i < outer.length; i++) {
            if (inner[i] > outer[i]) {
                return false;
            }
        }
        return true;
    }
}
