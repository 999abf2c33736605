package dev.triptych.spi.error;

/** Quotes text that came from outside, so that it is safe and short in messages and logs. */
public final class Quoted {
    private static final int LIMIT = 64;

    private Quoted() {}

    /** The text in single quotes, cut to 64 characters, with quotes, controls and non-ASCII escaped. */
    public static String text(String raw) {
        StringBuilder out = new StringBuilder("'");
        int end = Math.min(raw.length(), LIMIT);
        for (int i = 0; i < end; i++) {
            char c = raw.charAt(i);
            if (c == '\'' || c == '\\') {
                out.append('\\').append(c);
            } else if (c >= ' ' && c < 127) {
                out.append(c);
            } else {
                out.append(String.format("\\u%04x", (int) c));
            }
        }
        return out.append(raw.length() > LIMIT ? "…'" : "'").toString();
    }
}
