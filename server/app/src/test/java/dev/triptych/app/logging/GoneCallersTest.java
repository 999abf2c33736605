package dev.triptych.app.logging;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import org.junit.jupiter.api.Test;

final class GoneCallersTest {
    private final ListAppender<ILoggingEvent> lines = new ListAppender<>();
    private final LoggerContext context = new LoggerContext();

    @Test
    void callerGoneBeforeItsAnswer_isLeftOut_andNothingElseOfTheTransport() {
        Logger transport = context.getLogger("io.grpc.netty.NettyServerHandler");
        transport.setLevel(Level.WARN);
        transport.addAppender(lines);
        lines.addFilter(new GoneCallers());
        lines.start();

        transport.warn("Stream Error", new IllegalStateException("closed"));
        transport.warn("Exception in onDataRead()", new IllegalStateException("defect"));

        assertThat(lines.list).extracting(ILoggingEvent::getMessage).containsExactly("Exception in onDataRead()");
    }
}
