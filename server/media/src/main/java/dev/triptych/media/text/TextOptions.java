package dev.triptych.media.text;

import dev.triptych.media.MediaLimits;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * How a model wants its texts.
 *
 * @param maxLength tokens at most, special ones included, 4 and more; what is longer is cut as transformers cuts it
 * @param allowEmpty whether an empty text is fine: CLIP sees its beginning and its end
 * @param maxChars UTF-16 units at most, 1 and more; what is longer is refused before the tokenizer sees it
 * @param truncation where a long text loses tokens; empty: where {@code tokenizer_config.json} says, else on the right
 * @param padTo a length that every text is padded to, at most {@code maxLength}; empty: padding is left to who batches
 * @param padding where padding to {@code padTo} goes; empty: where {@code tokenizer_config.json} says, else on the right
 * @param lowerCase whether the text is lower-cased first, as {@code sentence_bert_config.json} may ask
 * @param separatorsZeroed whether each separator token becomes 0, as open_clip's {@code strip_sep_token} asks
 */
public record TextOptions(
        int maxLength,
        boolean allowEmpty,
        int maxChars,
        Optional<Side> truncation,
        OptionalInt padTo,
        Optional<Side> padding,
        boolean lowerCase,
        boolean separatorsZeroed) {
    public TextOptions {
        if (maxLength < 4 || maxChars < 1 || padTo.orElse(1) < 1 || padTo.orElse(1) > maxLength) {
            throw new IllegalArgumentException(
                    "maxLength " + maxLength + ", maxChars " + maxChars + ", padTo " + padTo.orElse(0));
        }
    }

    /** Cut where the files say, not padded. */
    public TextOptions(int maxLength, boolean allowEmpty, int maxChars) {
        this(maxLength, allowEmpty, maxChars, Optional.empty(), OptionalInt.empty(), Optional.empty(), false, false);
    }

    /** Cut to a length, empty texts allowed, the default limit of characters. */
    public static TextOptions of(int maxLength) {
        return new TextOptions(maxLength, true, MediaLimits.DEFAULT.maxTextChars());
    }

    /** The same, each text padded to the longest length, as SigLIP was trained. */
    public TextOptions paddedToLongest() {
        return new TextOptions(
                maxLength,
                allowEmpty,
                maxChars,
                truncation,
                OptionalInt.of(maxLength),
                padding,
                lowerCase,
                separatorsZeroed);
    }

    /** The same, cut at one end. */
    public TextOptions cutAt(Side side) {
        return new TextOptions(
                maxLength, allowEmpty, maxChars, Optional.of(side), padTo, padding, lowerCase, separatorsZeroed);
    }

    /** The same, padded at one end. */
    public TextOptions padAt(Side side) {
        return new TextOptions(
                maxLength, allowEmpty, maxChars, truncation, padTo, Optional.of(side), lowerCase, separatorsZeroed);
    }

    /** The same, with texts lower-cased first. */
    public TextOptions lowerCased() {
        return new TextOptions(maxLength, allowEmpty, maxChars, truncation, padTo, padding, true, separatorsZeroed);
    }

    /** The same, with separators as 0. */
    public TextOptions withSeparatorsZeroed() {
        return new TextOptions(maxLength, allowEmpty, maxChars, truncation, padTo, padding, lowerCase, true);
    }
}
