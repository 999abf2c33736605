package dev.triptych.transport.call;

import static org.assertj.core.api.Assertions.assertThat;

import dev.triptych.spi.error.Reason;
import dev.triptych.spi.error.TaskException;
import io.grpc.Context;
import io.grpc.Metadata;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/** On virtual time. */
class WatchdogTest {
    private final AtomicLong now = new AtomicLong(1);
    private final Watchdog watchdog = new Watchdog(now::get, Duration.ofSeconds(30));
    private final List<TaskException> ended = new ArrayList<>();

    @Test
    void row40_halfAMessageThenSilence_endsTheCallOnce() {
        Inbound call = watched(true);
        after(10);
        call.inboundMessage(0);
        call.inboundWireSize(1000);
        after(29);
        assertThat(ended).isEmpty();
        after(1);

        assertThat(ended).singleElement().satisfies(failure -> {
            assertThat(failure.reason()).isEqualTo(Reason.CALL_CANCELLED);
            assertThat(failure.text()).contains("30000 ms");
        });
        after(60);
        assertThat(ended).hasSize(1);
        assertThat(watchdog.awaited()).isZero();
    }

    @Test
    void row40_noByteAtAll_endsACallOfOneMessage() {
        watched(true);
        after(30);

        assertThat(ended).hasSize(1);
    }

    @Test
    void row40_slowButNeverSilent_isLeftAlone() {
        Inbound call = watched(true);
        call.inboundMessage(0);
        for (int i = 0; i < 100; i++) {
            after(29);
            call.inboundWireSize(1);
        }

        assertThat(ended).isEmpty();
    }

    @Test
    void row40_streamBetweenMessages_mayBeSilentForEver() {
        Inbound call = watched(false);
        after(100);
        call.inboundMessage(0);
        call.inboundWireSize(10);
        call.whole();
        after(100);
        assertThat(ended).isEmpty();
        call.inboundMessage(1);
        after(30);

        assertThat(ended).hasSize(1);
    }

    @Test
    void row40_clientIsDone_isNotWatchedAnyMore() {
        Inbound call = watched(true);
        watchdog.forget(call);
        after(100);

        assertThat(ended).isEmpty();
        assertThat(watchdog.awaited()).isZero();
    }

    private Inbound watched(boolean once) {
        Inbound inbound = (Inbound) watchdog.newServerStreamTracer("a.B/C", new Metadata());
        Context context = inbound.filterContext(Context.ROOT);
        Context before = context.attach();
        try {
            Inbound current = Inbound.current(once);
            watchdog.watch(current, ended::add);
            return current;
        } finally {
            context.detach(before);
        }
    }

    private void after(long seconds) {
        now.addAndGet(TimeUnit.SECONDS.toNanos(seconds));
        watchdog.sweep();
    }
}
