package dev.triptych.transport.call;

import java.util.HexFormat;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Names for calls, in logs and errors: the caller's own where it is safe to repeat, else 16 hex digits. */
public final class RequestIds {
    private static final int LIMIT = 64;

    private final Supplier<String> fresh;

    /** Takes the server's own names from a supplier, safe for use by many threads. */
    public RequestIds(Supplier<String> fresh) {
        this.fresh = fresh;
    }

    /** The server's own names from random numbers. */
    public static RequestIds random(LongSupplier numbers) {
        return new RequestIds(() -> HexFormat.of().toHexDigits(numbers.getAsLong()));
    }

    /** The caller's name if it has 1 to 64 letters, digits, dots, dashes or underscores; else one of our own. */
    String choose(@Nullable String offered) {
        return offered != null && sane(offered) ? offered : fresh.get();
    }

    private static boolean sane(String offered) {
        if (offered.isEmpty() || offered.length() > LIMIT) {
            return false;
        }
        for (int i = 0; i < offered.length(); i++) {
            char c = offered.charAt(i);
            boolean letterOrDigit = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
            if (!letterOrDigit && c != '-' && c != '_' && c != '.') {
                return false;
            }
        }
        return true;
    }
}
