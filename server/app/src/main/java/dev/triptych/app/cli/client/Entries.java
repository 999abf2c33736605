package dev.triptych.app.cli.client;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.triptych.client.Failure;
import java.io.IOException;
import java.util.Collection;
import java.util.Locale;

/** What the entries of all commands have in common. */
final class Entries {
    private static final int CELL = 48;

    private Entries() {}

    /** Writes the field {@code error}. */
    static void error(JsonGenerator json, Failure failure) throws IOException {
        json.writeObjectFieldStart("error");
        json.writeStringField("code", failure.code().name());
        json.writeStringField("reason", failure.reason());
        json.writeStringField("message", failure.message());
        json.writeEndObject();
    }

    /** Writes a field with a list of texts. */
    static void texts(JsonGenerator json, String name, Collection<String> values) throws IOException {
        json.writeArrayFieldStart(name);
        for (String value : values) {
            json.writeString(value);
        }
        json.writeEndArray();
    }

    /** A failure as the cell of a table. */
    static String error(Failure failure) {
        return "error: " + failure.code() + ": " + failure.message();
    }

    /** A text as the cell of a table: on one line, cut when long. */
    static String cell(String text) {
        String line = text.strip().replaceAll("\\p{Cntrl}+", " ");
        return line.length() <= CELL ? line : line.substring(0, CELL - 1) + "…";
    }

    static String number(float value) {
        return String.format(Locale.ROOT, "%.4f", value);
    }
}
