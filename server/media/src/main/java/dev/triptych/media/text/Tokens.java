package dev.triptych.media.text;

import java.util.Arrays;

/**
 * One text as token ids, special tokens included; the three arrays have the same length.
 *
 * <p>The arrays are not copied: their maker hands them over, and readers leave them unchanged.
 *
 * @param ids the vocabulary's numbers
 * @param mask 1 for each token, 0 for padding
 * @param typeIds the segment of each token: 0, or 1 in the second text of a pair
 * @param truncated whether the text had more tokens than the longest input
 */
@SuppressWarnings("ArrayRecordComponent") // compared by nobody; read by index
public record Tokens(int[] ids, int[] mask, int[] typeIds, boolean truncated) {
    public Tokens {
        if (ids.length != mask.length || ids.length != typeIds.length) {
            throw new IllegalArgumentException("ids, mask and types differ in length");
        }
    }

    /** How many tokens there are. */
    public int length() {
        return ids.length;
    }

    /** The same tokens with padding up to a length; unchanged where there are as many already. */
    Tokens padded(int length, int padId, Side side) {
        int more = length - ids.length;
        if (more <= 0) {
            return this;
        }
        int at = side == Side.LEFT ? more : 0;
        int[] padded = new int[length];
        Arrays.fill(padded, padId);
        System.arraycopy(ids, 0, padded, at, ids.length);
        return new Tokens(padded, moved(mask, length, at), moved(typeIds, length, at), truncated);
    }

    /** The same tokens with 0 in place of one number. */
    Tokens zeroed(int id) {
        return new Tokens(Arrays.stream(ids).map(own -> own == id ? 0 : own).toArray(), mask, typeIds, truncated);
    }

    private static int[] moved(int[] values, int length, int at) {
        int[] out = new int[length];
        System.arraycopy(values, 0, out, at, values.length);
        return out;
    }
}
