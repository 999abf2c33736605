package dev.triptych.towers;

/** What Windows-1252 has where Latin-1 has its second set of control characters. Stateless. */
final class Windows1252 {
    private static final String FROM_80 =
            "\u20ac\u0081\u201a\u0192\u201e\u2026\u2020\u2021\u02c6\u2030\u0160\u2039\u0152"
                    + "\u008d\u017d\u008f\u0090\u2018\u2019\u201c\u201d\u2022\u2013\u2014\u02dc\u2122\u0161\u203a\u0153\u009d\u017e\u0178";

    private Windows1252() {}

    /** The character in place of a control character of 80 to 9F; any other, and the five without one, are themselves. */
    static char of(char c) {
        return c >= 0x80 && c <= 0x9f ? FROM_80.charAt(c - 0x80) : c;
    }
}
