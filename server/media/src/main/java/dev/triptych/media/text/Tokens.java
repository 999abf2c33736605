package dev.triptych.media.text;

/**
 * One text as token ids, special tokens included, without padding; the three arrays have the same length.
 *
 * <p>The arrays are not copied: their maker hands them over, and readers leave them unchanged.
 *
 * @param ids the vocabulary's numbers
 * @param mask 1 for each token
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
}
