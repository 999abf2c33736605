package dev.triptych.towers;

import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/** What is done to a text before its tokenizer sees it, where {@code tokenizer.json} does not do it itself. */
public enum TextCleaning {
    /** Nothing. */
    NONE,
    /** White space becomes single spaces, none at the ends: open_clip's {@code whitespace}. */
    WHITESPACE,
    /** As {@link #WHITESPACE}, in lower case: open_clip's {@code lower}. */
    LOWER,
    /** As {@link #LOWER}, without ASCII punctuation, {@code _} as a space: open_clip's {@code canonicalize}, of big_vision. */
    CANONICALIZE,
    /** {@link #WHITESPACE} of what {@link TextRepair} makes of the text, as open_clip itself cleans. */
    REPAIRED_WHITESPACE,
    /** {@link #LOWER} of the repaired text. */
    REPAIRED_LOWER,
    /** {@link #CANONICALIZE} of the repaired text. */
    REPAIRED_CANONICALIZE,
    /** Lower case letter by letter, as the tokenizer of SigLIP 2 does in transformers: no final sigma. */
    LOWER_LETTERS;

    private static final String PUNCTUATION = "!\"#$%&'()*+,-./:;<=>?@[\\]^`{|}~";

    /**
     * The cleaning that open_clip's {@code tokenizer_kwargs.clean} names.
     *
     * @param repaired whether the text is repaired first, as open_clip does and servers of its graphs may not
     */
    public static Optional<TextCleaning> ofOpenClip(String name, boolean repaired) {
        return switch (name) {
            case "whitespace" -> Optional.of(repaired ? REPAIRED_WHITESPACE : WHITESPACE);
            case "lower" -> Optional.of(repaired ? REPAIRED_LOWER : LOWER);
            case "canonicalize" -> Optional.of(repaired ? REPAIRED_CANONICALIZE : CANONICALIZE);
            default -> Optional.empty();
        };
    }

    /** The cleaned text. */
    public String clean(String text) {
        return switch (this) {
            case NONE -> text;
            case WHITESPACE -> single(text);
            case LOWER -> single(text).toLowerCase(Locale.ROOT);
            case CANONICALIZE -> single(plain(text).toLowerCase(Locale.ROOT));
            case REPAIRED_WHITESPACE -> WHITESPACE.clean(TextRepair.repair(text));
            case REPAIRED_LOWER -> LOWER.clean(TextRepair.repair(text));
            case REPAIRED_CANONICALIZE -> CANONICALIZE.clean(TextRepair.repair(text));
            case LOWER_LETTERS ->
                text.codePoints()
                        .mapToObj(letter -> Character.toString(letter).toLowerCase(Locale.ROOT))
                        .collect(Collectors.joining());
        };
    }

    private static String plain(String text) {
        StringBuilder plain = new StringBuilder(text.length());
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '_') {
                plain.append(' ');
            } else if (PUNCTUATION.indexOf(c) < 0) {
                plain.append(c);
            }
        }
        return plain.toString();
    }

    // White space as Python's split() knows it.
    private static String single(String text) {
        StringBuilder out = new StringBuilder(text.length());
        boolean gap = false;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (Character.isWhitespace(c) || Character.isSpaceChar(c) || c == '\u0085') {
                gap = true;
            } else {
                if (gap && out.length() > 0) {
                    out.append(' ');
                }
                gap = false;
                out.append(c);
            }
        }
        return out.toString();
    }
}
