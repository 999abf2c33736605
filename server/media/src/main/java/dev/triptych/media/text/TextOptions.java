package dev.triptych.media.text;

import dev.triptych.media.MediaLimits;

/**
 * How a model wants its texts.
 *
 * @param maxLength tokens at most, special ones included, 4 and more; what is longer is cut as transformers cuts it
 * @param allowEmpty whether an empty text is fine: CLIP sees its beginning and its end
 * @param maxChars UTF-16 units at most, 1 and more; what is longer is refused before the tokenizer sees it
 */
public record TextOptions(int maxLength, boolean allowEmpty, int maxChars) {
    public TextOptions {
        if (maxLength < 4 || maxChars < 1) {
            throw new IllegalArgumentException("maxLength " + maxLength + ", maxChars " + maxChars);
        }
    }

    /** Cut to a length, empty texts allowed, the default limit of characters. */
    public static TextOptions of(int maxLength) {
        return new TextOptions(maxLength, true, MediaLimits.DEFAULT.maxTextChars());
    }
}
