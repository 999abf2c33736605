package dev.triptych.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class ClosedLoopTest {
    private static final LoadPlan PLAN = LoadPlan.of(Duration.ofMillis(10), Duration.ofMillis(100));

    private final AtomicLong clock = new AtomicLong();

    @Test
    void loop_keepsItsConcurrency_untilTheWindowEnds() throws Exception {
        PuppetServer server = new PuppetServer();
        CompletableFuture<Figures> run = new ClosedLoop(clock::get).start(server, 3, PLAN, tally -> {});
        while (!server.waiting.isEmpty()) {
            assertThat(server.waiting.size()).isLessThanOrEqualTo(3);
            assertThat(run).isNotDone();
            server.answerEldest();
        }
        Figures figures = run.get();
        assertThat(server.most).isEqualTo(3);
        // One answer each millisecond, 2 items each.
        assertThat(figures.items()).isCloseTo(200, within(1e-6));
        assertThat(figures.millis(50)).isCloseTo(3, within(0.01));
    }

    @Test
    void loop_numbersItsCalls_fromZero() throws Exception {
        List<Long> numbers = new ArrayList<>();
        new ClosedLoop(clock::get)
                .run(
                        number -> {
                            numbers.add(number);
                            clock.addAndGet(Duration.ofMillis(60).toNanos());
                            return CompletableFuture.completedFuture(Answer.of(1));
                        },
                        1,
                        PLAN);
        assertThat(numbers).containsExactly(0L, 1L);
    }

    @Test
    void call_thatFails_endsTheRun() {
        AtomicInteger calls = new AtomicInteger();
        assertThatThrownBy(() -> new ClosedLoop(clock::get)
                        .run(
                                number -> {
                                    calls.incrementAndGet();
                                    return CompletableFuture.failedFuture(new IllegalStateException("gone"));
                                },
                                1,
                                PLAN))
                .isInstanceOf(LoadException.class)
                .hasMessageContaining("gone");
        assertThat(calls).hasValue(1);
    }

    @Test
    void calls_thatEndAtOnce_doNotPileUpOnTheStack() throws Exception {
        Figures figures = new ClosedLoop(clock::get)
                .run(
                        number -> {
                            clock.addAndGet(1_000);
                            return CompletableFuture.completedFuture(
                                    Answer.failed(1, new Trouble(Trouble.Kind.REFUSED, "QUEUE_FULL")));
                        },
                        1,
                        PLAN);
        assertThat(figures.ended(Trouble.Kind.REFUSED)).isEqualTo(100_000);
        assertThat(figures.items()).isZero();
    }

    @Test
    void server_thatIsGone_endsTheRunSoon() {
        AtomicInteger calls = new AtomicInteger();
        assertThatThrownBy(() -> new ClosedLoop(clock::get)
                        .run(
                                number -> {
                                    calls.incrementAndGet();
                                    return CompletableFuture.completedFuture(Answer.failed(1, Trouble.UNREACHABLE));
                                },
                                1,
                                PLAN))
                .isInstanceOf(LoadException.class)
                .hasMessageContaining("no server");
        assertThat(calls).hasValue(100);
    }

    /** Answers when it is told to; an answer takes a millisecond of the fake clock. */
    private final class PuppetServer implements Caller {
        private final Queue<CompletableFuture<Answer>> waiting = new ArrayDeque<>();
        private int most;

        @Override
        public CompletableFuture<Answer> call(long number) {
            CompletableFuture<Answer> future = new CompletableFuture<>();
            waiting.add(future);
            most = Math.max(most, waiting.size());
            return future;
        }

        void answerEldest() {
            clock.addAndGet(Duration.ofMillis(1).toNanos());
            waiting.remove().complete(Answer.of(2));
        }
    }
}
