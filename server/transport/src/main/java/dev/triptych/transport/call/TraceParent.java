package dev.triptych.transport.call;

import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads the W3C {@code traceparent} header (Trace Context, level 1): version, trace id, parent id, flags. */
final class TraceParent {
    private static final Pattern FORM =
            Pattern.compile("(?!ff)[0-9a-f]{2}-(?!0{32})[0-9a-f]{32}-(?!0{16})[0-9a-f]{16}-[0-9a-f]{2}");

    private TraceParent() {}

    /** The header as it came; empty when it is absent or not of the form, since it goes into logs. */
    static String read(@Nullable String header) {
        return header != null && header.length() == 55 && FORM.matcher(header).matches() ? header : "";
    }
}
