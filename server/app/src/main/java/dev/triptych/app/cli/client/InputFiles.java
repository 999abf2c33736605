package dev.triptych.app.cli.client;

import dev.triptych.client.Input;
import java.io.InputStream;
import java.util.List;

/** Input files read as the task commands read them, for commands that need all of them before they begin. */
public final class InputFiles {
    private final SourceReader reader = new SourceReader(InputStream.nullInputStream());

    /**
     * A picture, else a text in UTF-8.
     *
     * @throws UsageException when the file cannot be read or is neither
     */
    public Input read(String file) {
        Outcome<Input> outcome = reader.read(new Source(Argument.Kind.FILE, file));
        if (outcome.value() == null) {
            String why = outcome.failure() == null ? "" : outcome.failure().message();
            throw new UsageException("'" + file + "': " + why);
        }
        return outcome.value();
    }

    /**
     * The lines of a text file, blank ones left out.
     *
     * @throws UsageException when it cannot be read
     */
    public List<String> lines(String file) {
        return reader.lines(file);
    }
}
