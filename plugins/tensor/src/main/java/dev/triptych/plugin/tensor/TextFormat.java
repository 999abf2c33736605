package dev.triptych.plugin.tensor;

import dev.triptych.spi.error.Quoted;
import dev.triptych.spi.error.Reason;
import dev.triptych.spi.error.TaskException;

/**
 * Reads protobuf text format, as {@code config.pbtxt} is written, into {@link Fields} without a schema.
 *
 * <p>Takes {@code key: value}, {@code key { ... }}, {@code key [ ... ]}, {@code < ... >} for braces, comments, quoted
 * strings with the escapes \\n, \\r, \\t, \\\\, \\' and \\", and commas or semicolons between fields. Nesting above 32 and
 * files above 1 MiB are refused. Used by one thread.
 */
final class TextFormat {
    private static final int MAX_DEPTH = 32;
    private static final int MAX_CHARS = 1 << 20;

    /** What closes the outermost message; also what {@link #peek} gives at the end. */
    private static final char END = '\0';

    private final String text;
    private int at;
    private int line = 1;

    private TextFormat(String text) {
        this.text = text;
    }

    /** The fields of a whole file; {@link Reason#CONFIG_INVALID} with the line when it is not text format. */
    static Fields parse(String text) {
        TextFormat format = new TextFormat(text);
        if (text.length() > MAX_CHARS) {
            throw TaskException.of(
                    Reason.CONFIG_INVALID,
                    "config.pbtxt: " + text.length() + " characters, limit " + MAX_CHARS + "; shorten it");
        }
        return format.fields(END, 0);
    }

    private Fields fields(char close, int depth) {
        if (depth > MAX_DEPTH) {
            throw error("nested deeper than " + MAX_DEPTH);
        }
        Fields fields = new Fields();
        while (true) {
            skipBlank();
            if (at >= text.length()) {
                if (close != END) {
                    throw error("missing " + close);
                }
                return fields;
            }
            if (close != END && peek() == close) {
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
            out.append(c == '\\' ? escaped() : c);
        }
    }

    // Numeric escapes are refused and not guessed at: names of models and ports have no need of them.
    private char escaped() {
        char escaped = peek();
        at++;
        return switch (escaped) {
            case 'n' -> '\n';
            case 't' -> '\t';
            case 'r' -> '\r';
            case '\\', '\'', '"', '?' -> escaped;
            default -> throw error("escape " + Quoted.text("\\" + escaped) + " is not read");
        };
    }

    private String word(String what) {
        int start = at;
        while (at < text.length() && (Character.isLetterOrDigit(peek()) || "._-+".indexOf(peek()) >= 0)) {
            at++;
        }
        if (start == at) {
            throw error("expected " + what + ", got "
                    + (at < text.length() ? Quoted.text(String.valueOf(peek())) : "the end of the file"));
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
        return at < text.length() ? text.charAt(at) : END;
    }

    private TaskException error(String what) {
        return TaskException.of(Reason.CONFIG_INVALID, "config.pbtxt, line " + line + ": " + what);
    }
}
