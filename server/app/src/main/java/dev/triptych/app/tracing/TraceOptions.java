package dev.triptych.app.tracing;

import java.net.URI;

/**
 * Where spans go.
 *
 * @param endpoint the base address of a collector that takes OTLP over HTTP, such as {@code http://127.0.0.1:4318}
 * @param ratio the share, 0 to 1, of calls without a trace of the caller's that are traced; a caller's own trace decides
 *     for itself by its sampled flag
 */
public record TraceOptions(URI endpoint, double ratio) {
    /** Refuses what is no address or no share. */
    public TraceOptions {
        String scheme = endpoint.getScheme();
        if (endpoint.getHost() == null || !("http".equals(scheme) || "https".equals(scheme))) {
            throw new IllegalArgumentException(
                    "otlp-endpoint: got " + endpoint + ", must be http://HOST:PORT or https://HOST:PORT");
        }
        if (!(ratio >= 0 && ratio <= 1)) {
            throw new IllegalArgumentException("trace-ratio: got " + ratio + ", must be 0 to 1");
        }
    }

    /** Where spans are posted: OTLP's own path under the base address. */
    String traces() {
        String base = endpoint.toString();
        return (base.endsWith("/") ? base.substring(0, base.length() - 1) : base) + "/v1/traces";
    }
}
