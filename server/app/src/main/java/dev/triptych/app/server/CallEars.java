package dev.triptych.app.server;

import dev.triptych.app.logging.CallLog;
import dev.triptych.app.metrics.PrometheusMeter;
import dev.triptych.app.tracing.SpanWriter;
import dev.triptych.transport.call.CallEnd;
import dev.triptych.transport.call.CallObserver;
import java.util.Optional;

/** Those who hear how calls end: metrics, the log, spans. Thread-safe. */
record CallEars(PrometheusMeter meter, CallLog log, Optional<SpanWriter> spans) implements CallObserver, AutoCloseable {
    @Override
    public boolean watches(String traceparent) {
        return spans.isPresent() && spans.get().watches(traceparent);
    }

    @Override
    public void ended(CallEnd end) {
        meter.call(end.method(), end.code(), end.nanos());
        log.ended(end);
        spans.ifPresent(writer -> writer.ended(end));
    }

    @Override
    public void close() {
        spans.ifPresent(SpanWriter::close);
    }
}
