package dev.triptych.app.logging;

import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.filter.Filter;
import ch.qos.logback.core.spi.FilterReply;

/**
 * Leaves out what gRPC's transport warns of, with a whole stack, for each call whose caller goes away before its answer.
 *
 * <p>Callers go away all the time, and one that did nothing else could fill a disk; the call itself has its line, up to
 * the {@link CallLog}'s limit.
 */
final class GoneCallers extends Filter<ILoggingEvent> {
    private static final String TRANSPORT = "io.grpc.netty.NettyServerHandler";
    private static final String MESSAGE = "Stream Error";

    @Override
    public FilterReply decide(ILoggingEvent event) {
        return event.getLoggerName().equals(TRANSPORT) && MESSAGE.equals(event.getMessage())
                ? FilterReply.DENY
                : FilterReply.NEUTRAL;
    }
}
