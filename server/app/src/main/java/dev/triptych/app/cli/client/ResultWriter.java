package dev.triptych.app.cli.client;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import dev.triptych.app.cli.OutputFormat;
import dev.triptych.app.cli.Table;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;

/**
 * Prints results as they come: rows of a table, which are printed at the end, or JSON under one object or one a line.
 *
 * <p>By a JSON generator rather than an object mapper, which takes longer to load than a call takes. For one thread.
 */
final class ResultWriter {
    private static final JsonFactory FACTORY = new JsonFactory();

    private final OutputFormat format;
    private final PrintWriter out;
    private final Table table;
    private boolean begun;

    ResultWriter(OutputFormat format, PrintWriter out, String... columns) {
        this.format = format;
        this.out = out;
        this.table = new Table(columns);
    }

    /** A result that can be printed either way. */
    interface Entry {
        /** Writes the fields of the result's object. */
        void fields(JsonGenerator json) throws IOException;

        /** Adds the result's rows. */
        void rows(Table table);
    }

    void add(Entry entry) {
        if (format == OutputFormat.TABLE) {
            entry.rows(table);
            return;
        }
        if (format == OutputFormat.JSON) {
            out.print(begun ? ",\n" : "{\"results\":[\n");
        }
        begun = true;
        out.print(object(entry));
        if (format == OutputFormat.JSONL) {
            out.print('\n');
        }
    }

    void end() {
        if (format == OutputFormat.TABLE) {
            table.print(out);
        } else if (format == OutputFormat.JSON) {
            out.print(begun ? "\n]}\n" : "{\"results\":[]}\n");
        }
        out.flush();
    }

    private static String object(Entry entry) {
        StringWriter text = new StringWriter();
        try (JsonGenerator json = FACTORY.createGenerator(text)) {
            json.writeStartObject();
            entry.fields(json);
            json.writeEndObject();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return text.toString();
    }
}
