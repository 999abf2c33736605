package dev.triptych.bench.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.triptych.bench.load.Caller.Answer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class ClosedLoopTest {
    private static final Duration WARM_UP = Duration.ofMillis(10);
    private static final Duration MEASURED = Duration.ofMillis(100);

    private final AtomicLong clock = new AtomicLong();

    @Test
    void loop_keepsItsConcurrency_untilTheWindowEnds() throws Exception {
        PuppetServer server = new PuppetServer(3);
        Thread thread = new Thread(server);
        thread.start();
        Figures figures = new ClosedLoop(clock::get).run(server, 3, WARM_UP, MEASURED);
        thread.interrupt();
        thread.join();
        assertThat(server.most).hasValue(3);
        assertThat(server.waiting).isEmpty();
        // One answer each millisecond, 2 items each.
        assertThat(figures.rate()).isBetween(1900.0, 2100.0);
        assertThat(figures.millis(50)).isBetween(2.9, 3.1);
    }

    @Test
    void loop_numbersItsCalls_fromZero() throws Exception {
        List<Long> numbers = new ArrayList<>();
        new ClosedLoop(clock::get)
                .run(
                        number -> {
                            numbers.add(number);
                            clock.addAndGet(Duration.ofMillis(60).toNanos());
                            return CompletableFuture.completedFuture(new Answer(1, 0));
                        },
                        1,
                        WARM_UP,
                        MEASURED);
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
                                WARM_UP,
                                MEASURED))
                .isInstanceOf(LoadException.class)
                .hasMessageContaining("gone");
        assertThat(calls).hasValue(1);
    }

    /** Answers one request after the other on a thread of its own; each answer takes a millisecond of the fake clock. */
    private final class PuppetServer implements Caller, Runnable {
        private final BlockingQueue<CompletableFuture<Answer>> waiting = new LinkedBlockingQueue<>();
        private final AtomicInteger underWay = new AtomicInteger();
        private final AtomicInteger most = new AtomicInteger();
        private final CountDownLatch full;

        PuppetServer(int concurrency) {
            full = new CountDownLatch(concurrency);
        }

        @Override
        public CompletableFuture<Answer> call(long number) {
            most.accumulateAndGet(underWay.incrementAndGet(), Math::max);
            CompletableFuture<Answer> future = new CompletableFuture<>();
            waiting.add(future);
            full.countDown();
            return future;
        }

        @Override
        public void run() {
            try {
                full.await();
                while (true) {
                    CompletableFuture<Answer> eldest = waiting.take();
                    clock.addAndGet(Duration.ofMillis(1).toNanos());
                    underWay.decrementAndGet();
                    eldest.complete(new Answer(2, 0));
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
