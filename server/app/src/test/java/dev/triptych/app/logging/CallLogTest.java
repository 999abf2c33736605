package dev.triptych.app.logging;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.triptych.transport.call.CallEnd;
import dev.triptych.transport.call.CallInfo;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

final class CallLogTest {
    private static final String TRACE = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";

    private final AtomicLong now = new AtomicLong();
    private final ListAppender<ILoggingEvent> lines = new ListAppender<>();
    private final LoggerContext context = new LoggerContext();
    private final Logger logger = context.getLogger("access");
    private final CallLog log = new CallLog(now::get, logger);

    @BeforeEach
    void listen() {
        lines.start();
        logger.addAppender(lines);
        logger.setLevel(Level.INFO);
    }

    @Test
    void failure_asJson_hasTheCallsFields() throws IOException {
        log.ended(end("NOT_FOUND", TRACE, "no model 'x'"));

        JsonLines json = new JsonLines();
        JsonNode line = new ObjectMapper().readTree(json.encode(lines.list.get(0)));
        assertThat(line.get("message").asText()).isEqualTo("no model 'x'");
        assertThat(line.get("request").asText()).isEqualTo("r-1");
        assertThat(line.get("traceparent").asText()).isEqualTo(TRACE);
        assertThat(line.get("tenant").asText()).isEqualTo("default");
        assertThat(line.get("code").asText()).isEqualTo("NOT_FOUND");
        assertThat(line.get("us").asLong()).isEqualTo(7);
    }

    @Test
    void success_isWrittenOnlyWhenDebugIsAskedFor() {
        log.ended(end("OK", "", ""));
        assertThat(lines.list).isEmpty();

        logger.setLevel(Level.DEBUG);
        log.ended(end("OK", "", ""));
        assertThat(lines.list).hasSize(1);
    }

    @Test
    void row37_floodOfFailures_isWrittenUpToALimitAndCounted() {
        for (int i = 0; i < CallLog.FAILURES_A_SECOND + 25; i++) {
            log.ended(end("UNIMPLEMENTED", "", "unknown method"));
        }
        assertThat(lines.list).hasSize(CallLog.FAILURES_A_SECOND);

        now.addAndGet(TimeUnit.SECONDS.toNanos(1));
        log.ended(end("UNIMPLEMENTED", "", "unknown method"));

        List<ILoggingEvent> later = lines.list.subList(CallLog.FAILURES_A_SECOND, lines.list.size());
        assertThat(later).hasSize(2);
        assertThat(later.get(0).getFormattedMessage()).startsWith("25 failed calls");
    }

    @Test
    void floodOfFailures_whenDebugIsAskedFor_isWrittenWhole() {
        logger.setLevel(Level.DEBUG);

        for (int i = 0; i < CallLog.FAILURES_A_SECOND + 25; i++) {
            log.ended(end("UNIMPLEMENTED", "", "unknown method"));
        }

        assertThat(lines.list).hasSize(CallLog.FAILURES_A_SECOND + 25);
    }

    private static CallEnd end(String code, String traceparent, String description) {
        return new CallEnd("a.B/C", code, 7_000, new CallInfo("r-1", traceparent, "default", 0, 0), description);
    }
}
