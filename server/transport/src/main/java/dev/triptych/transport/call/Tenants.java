package dev.triptych.transport.call;

import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Says whose share a call uses while nobody is authenticated. */
final class Tenants {
    /** Everybody, where the operator does not trust the header. */
    static final String DEFAULT = "default";

    private static final Pattern FORM = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,63}");

    private final boolean trustHeader;

    Tenants(boolean trustHeader) {
        this.trustHeader = trustHeader;
    }

    String of(@Nullable String header) {
        return trustHeader && header != null && FORM.matcher(header).matches() ? header : DEFAULT;
    }
}
