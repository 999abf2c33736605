package dev.triptych.transport.operations;

import io.netty.handler.codec.http.HttpResponseStatus;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/** What each path answers. */
record Answers(Supplier<String> metrics, BooleanSupplier live, BooleanSupplier ready) {
    private static final String PLAIN = "text/plain; charset=utf-8";
    private static final String PROMETHEUS = "text/plain; version=0.0.4; charset=utf-8";

    /** One answer. */
    record Answer(HttpResponseStatus status, String type, String body) {}

    /** The answer to GET or HEAD of a path without its query. */
    Answer to(String path) {
        return switch (path) {
            case "/metrics" -> new Answer(HttpResponseStatus.OK, PROMETHEUS, metrics.get());
            case "/livez" -> probe(live.getAsBoolean(), "live", "not live");
            case "/readyz" -> probe(ready.getAsBoolean(), "ready", "not ready");
            default -> plain(HttpResponseStatus.NOT_FOUND, "not found; there are /metrics, /livez and /readyz");
        };
    }

    /** A short text. */
    static Answer plain(HttpResponseStatus status, String text) {
        return new Answer(status, PLAIN, text + "\n");
    }

    private static Answer probe(boolean well, String yes, String no) {
        return well ? plain(HttpResponseStatus.OK, yes) : plain(HttpResponseStatus.SERVICE_UNAVAILABLE, no);
    }
}
