package dev.triptych.plugin.tensor;

import dev.triptych.spi.error.Quoted;
import dev.triptych.spi.error.Reason;
import dev.triptych.spi.error.TaskException;

/**
 * Reads protobuf text format, as {@code config.pbtxt} is written, into {@link Fields} without a schema.
 *
 * <p>Takes {@code key: value}, {@code key { ... }}, {@code key [ ... ]}, {@code < ... >} for braces, comments, quoted
 * strings with escapes, and commas or semicolons between fields. Nesting above 32 is refused. Used by one thread.
 */
final class TextFormat {
    private static final int MAX_DEPTH = 32;

    private final String text;
    private int at;
    private int line = 1;

    private TextFormat(String text) {
        this.text = text;
    }

    /** The fields of a whole file; {@link Reason#CONFIG_INVALID} with the line when it is not text format. */
    static Fields parse(String text) {
        TextFormat format = new TextFormat(text);
        Fields fields = format.fields('\0', 0);
        format.skipBlank();
        if (format.at < text.length()) {
            throw format.error("unexpected " + Quoted.text(String.valueOf(format.peek())));
        }
        return fields;
    }

    private Fields fields(char close, int depth) {
        if (depth > MAX_DEPTH) {
            throw error("nested deeper than " + MAX_DEPTH);
        }
        Fields fields = new Fields();
        while (true) {
            skipBlank();
            if (at >= text.length()) {
                if (close != '\0') {
                    throw error("missing " + close);
                }
                return fields;
            }
            if (peek() == close) {
                at++;
                return fields;
            }
            field(fields, depth);
            skipBlank();
            if (at < text.length() && (peek() == ',' || peek() == ';')) {
                at++;
            }
        }
    }

    private void field(Fields fields, int depth) {
        String key = word("a field name");
        skipBlank();
        boolean colon = at < text.length() && peek() == ':';
        if (colon) {
            at++;
            skipBlank();
        }
        if (at < text.length() && peek() == '[') {
            at++;
            list(fields, key, depth);
        } else {
            fields.add(key, value(colon, depth));
        }
    }

    private void list(Fields fields, String key, int depth) {
        skipBlank();
        while (at < text.length() && peek() != ']') {
            fields.add(key, value(true, depth));
            skipBlank();
            if (at < text.length() && peek() == ',') {
                at++;
                skipBlank();
            }
        }
        if (at >= text.length()) {
            throw error("missing ]");
        }
        at++;
    }

    private Object value(boolean scalarAllowed, int depth) {
        if (at >= text.length()) {
            throw error("a value is missing");
        }
        char c = peek();
        if (c == '{' || c == '<') {
            at++;
            return fields(c == '{' ? '}' : '>', depth + 1);
        }
        if (!scalarAllowed) {
            throw error("expected ':' or '{'");
        }
        return c == '"' || c == '\'' ? strings() : word("a value");
    }

    // Adjacent strings are one string.
    private String strings() {
        StringBuilder out = new StringBuilder();
        while (at < text.length() && (peek() == '"' || peek() == '\'')) {
            string(out);
            skipBlank();
        }
        return out.toString();
    }

    private void string(StringBuilder out) {
        char quote = text.charAt(at++);
        while (true) {
            if (at >= text.length() || peek() == '\n') {
                throw error("a string does not end");
            }
            char c = text.charAt(at++);
            if (c == quote) {
                return;
            }
            if (c == '\\' && at < text.length()) {
                char escaped = text.charAt(at++);
                out.append(
                        switch (escaped) {
                            case 'n' -> '\n';
                            case 't' -> '\t';
                            case 'r' -> '\r';
                            default -> escaped;
                        });
            } else {
                out.append(c);
            }
        }
    }

    private String word(String what) {
        int start = at;
        while (at < text.length() && (Character.isLetterOrDigit(peek()) || "._-+".indexOf(peek()) >= 0)) {
            at++;
        }
        if (start == at) {
            throw error("expected " + what + ", got " + Quoted.text(String.valueOf(peek())));
        }
        return text.substring(start, at);
    }

    private void skipBlank() {
        while (at < text.length()) {
            char c = peek();
            if (c == '#') {
                while (at < text.length() && peek() != '\n') {
                    at++;
                }
            } else if (Character.isWhitespace(c)) {
                line += c == '\n' ? 1 : 0;
                at++;
            } else {
                return;
            }
        }
    }

    private char peek() {
        return at < text.length() ? text.charAt(at) : '\0';
    }

    private TaskException error(String what) {
        return TaskException.of(Reason.CONFIG_INVALID, "config.pbtxt, line " + line + ": " + what);
    }
}
