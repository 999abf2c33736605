package dev.triptych.towers;

/**
 * How a text's tokens are laid out for a graph.
 *
 * @param maxLength tokens at most, special ones included, 4 and more; a graph of a shorter fixed length cuts to that
 * @param padId what stands in place of tokens that are missing, 0 and more; {@link #TOKENIZERS_OWN}: what the tokenizer's
 *     files say, for texts that are filled up to the full length
 * @param padding which places are filled; a graph of a fixed length is always filled up to it
 * @param cleaning what is done to the text first
 */
public record TextFeed(int maxLength, long padId, Padding padding, TextCleaning cleaning) {
    public TextFeed {
        if (maxLength < 4 || padId < (padding == Padding.LONGEST ? 0 : TOKENIZERS_OWN)) {
            throw new IllegalArgumentException("maxLength " + maxLength + ", padId " + padId);
        }
    }

    /** The pad token is the tokenizer's. */
    public static final long TOKENIZERS_OWN = -1;

    /** Texts go to the tokenizer as they are. */
    public TextFeed(int maxLength, long padId, Padding padding) {
        this(maxLength, padId, padding, TextCleaning.NONE);
    }

    /** Which places are filled with the pad token. */
    public enum Padding {
        /**
         * Up to the longest text of a batch, masked. Exact where the graph has a mask, and where it needs none: attention
         * that looks back only, pooled at the end of the text, as CLIP's.
         */
        LONGEST,
        /** Up to the full length, masked. */
        FULL,
        /** Up to the full length and attended to like any token, as SigLIP is trained (Zhai et al., 2023). */
        FULL_ATTENDED
    }

    /** The same, up to another length. */
    TextFeed cutTo(int length) {
        return new TextFeed(length, padId, padding, cleaning);
    }

    /** The same, with another pad token. */
    TextFeed with(long otherPadId) {
        return new TextFeed(maxLength, otherPadId, padding, cleaning);
    }

    /** The same, filled in another way. */
    TextFeed filled(Padding way) {
        return new TextFeed(maxLength, padId, way, cleaning);
    }
}
