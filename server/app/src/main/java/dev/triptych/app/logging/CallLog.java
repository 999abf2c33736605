package dev.triptych.app.logging;

import dev.triptych.scheduling.Ticker;
import dev.triptych.transport.call.CallEnd;
import dev.triptych.transport.call.CallObserver;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.spi.LoggingEventBuilder;

/**
 * Writes a line for each call: failures at INFO, all else at DEBUG, never what was sent. Its fields are {@code method},
 * {@code code}, {@code us}, {@code request}, {@code tenant} and, where the caller has one, {@code traceparent}.
 *
 * <p>Of failures at most {@value #FAILURES_A_SECOND} a second are written, so that a caller who does nothing else cannot
 * fill a disk; how many were left out is said with the next line. Whoever asks for DEBUG gets them all. Thread-safe.
 */
public final class CallLog implements CallObserver {
    static final int FAILURES_A_SECOND = 100;

    private final Ticker ticker;
    private final Logger log;
    // All below: guarded by this.
    private long second = Long.MIN_VALUE;
    private int written;
    private long leftOut;

    /** Writes under the name {@code dev.triptych.access}. */
    public CallLog(Ticker ticker) {
        this(ticker, LoggerFactory.getLogger("dev.triptych.access"));
    }

    CallLog(Ticker ticker, Logger log) {
        this.ticker = ticker;
        this.log = log;
    }

    @Override
    public void ended(CallEnd end) {
        if (end.ok()) {
            if (log.isDebugEnabled()) {
                fields(log.atDebug(), end).log("call ended");
            }
        } else if (log.isDebugEnabled() || (log.isInfoEnabled() && mayWrite())) {
            fields(log.atInfo(), end).log(end.description().isEmpty() ? "call failed" : end.description());
        }
    }

    private static LoggingEventBuilder fields(LoggingEventBuilder event, CallEnd end) {
        LoggingEventBuilder all = event.addKeyValue("method", end.method())
                .addKeyValue("code", end.code())
                .addKeyValue("us", end.nanos() / 1000)
                .addKeyValue("request", end.info().requestId())
                .addKeyValue("tenant", end.info().tenant());
        return end.info().traceparent().isEmpty()
                ? all
                : all.addKeyValue("traceparent", end.info().traceparent());
    }

    private boolean mayWrite() {
        long before;
        synchronized (this) {
            long now = TimeUnit.NANOSECONDS.toSeconds(ticker.nanos());
            if (now == second && written == FAILURES_A_SECOND) {
                leftOut++;
                return false;
            }
            before = now == second ? 0 : leftOut;
            leftOut -= before;
            written = now == second ? written + 1 : 1;
            second = now;
        }
        if (before > 0) {
            log.info(
                    "{} failed calls before this one were not logged, more than {} in a second",
                    before,
                    FAILURES_A_SECOND);
        }
        return true;
    }
}
