package dev.triptych.transport.call;

import dev.triptych.runtime.serving.Timeline;
import io.grpc.Metadata;
import java.util.Locale;

/**
 * Where a call's time went, in its trailers, for callers that ask by {@code x-triptych-timings: 1}.
 *
 * <p>The trailer {@code server-timing} has the form of the W3C's Server Timing: {@code total;dur=12.3,
 * decode_queue;dur=0.1, decode;dur=4.5, queue;dur=0.2, batch;dur=0.1, infer;dur=7.2}, in milliseconds. Of a call with many
 * items each phase names its longest, so phases need not add up to the total.
 */
final class ServerTiming {
    static final Metadata.Key<String> ASK = Metadata.Key.of("x-triptych-timings", Metadata.ASCII_STRING_MARSHALLER);
    static final Metadata.Key<String> TRAILER = Metadata.Key.of("server-timing", Metadata.ASCII_STRING_MARSHALLER);

    private ServerTiming() {}

    /** Whether the caller asks: any value but 0 and false. */
    static boolean asked(Metadata headers) {
        String value = headers.get(ASK);
        return value != null && !value.equals("0") && !value.equalsIgnoreCase("false");
    }

    static void put(Metadata trailers, Timeline timeline, long totalNanos) {
        StringBuilder text = new StringBuilder();
        append(text, "total", totalNanos);
        timeline.longest().forEach((phase, nanos) -> append(text, phase.label(), nanos));
        trailers.put(TRAILER, text.toString());
    }

    private static void append(StringBuilder text, String name, long nanos) {
        if (!text.isEmpty()) {
            text.append(", ");
        }
        text.append(name).append(";dur=").append(String.format(Locale.ROOT, "%.3f", nanos / 1e6));
    }
}
