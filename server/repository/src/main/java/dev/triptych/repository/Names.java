package dev.triptych.repository;

import dev.triptych.spi.error.Quoted;
import dev.triptych.spi.error.Reason;
import dev.triptych.spi.error.TaskException;

/** The names under which models are served: {@code [A-Za-z0-9][A-Za-z0-9._-]{0,127}}. */
public final class Names {
    private static final int MOST = 128;

    private Names() {}

    /** Whether the text is a name. */
    public static boolean valid(String name) {
        if (name.length() > MOST) {
            return false;
        }
        boolean first = true;
        for (int i = 0; i < name.length(); i++) {
            char c = name.charAt(i);
            boolean alphanumeric = (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
            if (!alphanumeric && (first || (c != '.' && c != '_' && c != '-'))) {
                return false;
            }
            first = false;
        }
        return !first;
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
