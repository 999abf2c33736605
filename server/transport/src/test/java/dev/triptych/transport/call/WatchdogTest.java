package dev.triptych.transport.call;

import static org.assertj.core.api.Assertions.assertThat;

import dev.triptych.spi.error.Reason;
import dev.triptych.spi.error.TaskException;
import io.grpc.Context;
import io.grpc.Metadata;
import io.grpc.Status;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/** On virtual time. */
class WatchdogTest {
    private final AtomicLong now = new AtomicLong(1);
    private final InboundBytes bytes = new InboundBytes(1_000);
    private final Watchdog watchdog = new Watchdog(now::get, Duration.ofSeconds(30), bytes);
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

    @Test
    void messagesOfAllCalls_beyondTheBound_endTheCallThatWentBeyond() {
        Inbound first = watched(true);
        Inbound second = watched(true);
        first.inboundMessage(0);
        first.inboundWireSize(600);
        second.inboundMessage(0);
        second.inboundWireSize(400);
        assertThat(ended).isEmpty();
        second.inboundWireSize(1);

        assertThat(ended).singleElement().satisfies(failure -> {
            assertThat(failure.reason()).isEqualTo(Reason.MEMORY_SHORT);
            assertThat(failure.text()).contains("1000 bytes");
        });
        second.streamClosed(Status.UNAVAILABLE);
        assertThat(bytes.held()).isEqualTo(600);
        first.streamClosed(Status.OK);
        assertThat(bytes.held()).isZero();
    }

    @Test
    void messageOfAStream_isHeldUntilItIsAnswered() {
        Inbound stream = watched(false);
        for (int i = 0; i < 3; i++) {
            stream.inboundMessage(i);
            stream.inboundWireSize(100 + i);
        }
        assertThat(bytes.held()).isEqualTo(303);
        stream.answered();
        assertThat(bytes.held()).isEqualTo(203);
        stream.answered();
        stream.answered();
        assertThat(bytes.held()).isZero();
        stream.streamClosed(Status.OK);
        stream.inboundWireSize(7);
        assertThat(bytes.held()).isZero();
    }

    @Test
    void messagesThatAreAnsweredInTurn_leaveNothing() {
        Inbound stream = watched(false);
        for (int i = 0; i < 3; i++) {
            stream.inboundMessage(i);
            stream.inboundWireSize(100);
            assertThat(bytes.held()).isEqualTo(100);
            stream.answered();
            assertThat(bytes.held()).isZero();
        }
    }

    @Test
    void compressedMessage_countsAsItWasSentAndAsItIs() {
        Inbound call = watched(true);
        call.inboundMessage(0);
        call.inboundWireSize(10);
        call.inboundMessageRead(0, 10, -1);
        call.inboundUncompressedSize(500);
        assertThat(bytes.held()).isEqualTo(510);
        Inbound plain = watched(true);
        plain.inboundMessage(0);
        plain.inboundWireSize(10);
        plain.inboundMessageRead(0, 10, 10);
        plain.inboundUncompressedSize(10);
        assertThat(bytes.held()).isEqualTo(520);
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
