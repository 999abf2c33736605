package dev.triptych.repository;

import dev.triptych.spi.error.Quoted;
import dev.triptych.spi.error.Reason;
import dev.triptych.spi.error.TaskException;
import java.util.regex.Pattern;

/** The names under which models are served: {@code [A-Za-z0-9][A-Za-z0-9._-]{0,127}}. */
public final class Names {
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,127}");

    private Names() {}

    /** Whether the text is a name. */
    public static boolean valid(String name) {
        return NAME.matcher(name).matches();
    }

    /**
     * The name.
     *
     * @throws TaskException {@code NAME_INVALID} when it is none
     */
    public static String require(String name) {
        if (!valid(name)) {
            throw TaskException.of(
                    Reason.NAME_INVALID,
                    "Model name " + Quoted.text(name) + " is not a name; use [A-Za-z0-9][A-Za-z0-9._-]{0,127}.");
        }
        return name;
    }
}
