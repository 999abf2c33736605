package dev.triptych.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.lifecycle.BeforeTry;

/** On virtual time: a millisecond between requests, a second of warm-up, ten measured. */
class OpenLoopProperties {
    private static final long MILLI = 1_000_000;
    private static final LoadPlan PLAN =
            new LoadPlan(Duration.ofSeconds(1), Duration.ofSeconds(10), Duration.ofMillis(100));

    private FakePacer pacer = new FakePacer();

    @BeforeTry
    void startTime() {
        pacer = new FakePacer();
    }

    @Property(tries = 30)
    void steadyServer_hasItsOwnLatency(@ForAll @IntRange(min = 1, max = 90) int millis) {
        Figures figures = run(new OpenLoop(pacer), number -> answerAfter(millis * MILLI), () -> MILLI);
        assertThat(figures.requests()).isEqualTo(10_000);
        assertThat(figures.millis(50)).isCloseTo(millis, within(0.1));
        assertThat(figures.millis(100)).isCloseTo(millis, within(0.1));
        assertThat(figures.rate()).isCloseTo(1000, within(1.0));
        assertThat(figures.goodput()).isCloseTo(1000, within(1.0));
        assertThat(Figures.millis(figures.lags(), 100)).isZero();
    }

    /** The point of an open loop: those who would have come during a stall are counted with what they would have waited. */
    @Property(tries = 30)
    void stalledSender_countsTheWaitOfAllWhoWereMeantToBeSent(@ForAll @IntRange(min = 50, max = 5_000) int stall) {
        Figures figures = run(
                new OpenLoop(pacer),
                number -> {
                    if (number == 2_000) {
                        pacer.holdUp(stall * MILLI);
                    }
                    return CompletableFuture.completedFuture(Answer.of(1));
                },
                () -> MILLI);
        assertThat(figures.requests()).isEqualTo(10_000);
        // Waits of stall, stall - 1, ..., 1 ms; a clock started at the sending would have seen one such wait.
        long waited = figures.latencies().getTotalCount() - figures.latencies().getCountBetweenValues(0, MILLI / 2);
        assertThat(waited).isBetween((long) stall - 1, (long) stall + 1);
        assertThat(figures.millis(100)).isCloseTo(stall, within(stall * 0.01));
        assertThat(Figures.millis(figures.lags(), 100)).isCloseTo(stall - 1, within(stall * 0.01));
        double late = Math.max(0, stall - 100);
        assertThat(figures.good()).isCloseTo(10_000 - late, within(stall * 0.02 + 2));
    }

    @Property(tries = 20)
    void anySeed_everyRequestOfTheWindowEndsOnce(
            @ForAll long seed, @ForAll @IntRange(min = 1, max = 3_000) int millis) {
        Figures figures = run(
                new OpenLoop(pacer),
                number -> number % 7 == 0 ? refuseAfter(MILLI) : answerAfter(millis * MILLI),
                Arrivals.poisson(500, seed));
        assertThat(figures.answered() + figures.ended(Trouble.Kind.REFUSED)).isEqualTo(figures.requests());
        // What was sent before the window ended: those of the warm-up and those of the window.
        assertThat(figures.sent()).isGreaterThanOrEqualTo(figures.requests());
        assertThat((double) figures.requests()).isCloseTo(5_000, within(6 * Math.sqrt(5_000)));
        assertThat(figures.lags().getTotalCount()).isEqualTo(figures.requests());
    }

    @Example
    void deadServer_boundsWhatIsUnderWay() {
        CompletableFuture<Answer> never = new CompletableFuture<>();
        CompletableFuture<Figures> figures = start(new OpenLoop(pacer, 50), number -> never, () -> MILLI);
        assertThat(figures).isNotDone();
        never.complete(Answer.of(1));
        assertThat(figures.join().troubles()).containsEntry(Trouble.NOT_SENT, 10_000L);
        assertThat(figures.join().sent()).isEqualTo(50);
    }

    @Example
    void caller_thatThrows_endsTheRun() {
        CompletableFuture<Figures> figures = start(
                new OpenLoop(pacer),
                number -> {
                    throw new IllegalStateException("defect " + number);
                },
                () -> MILLI);
        assertThat(figures).isCompletedExceptionally();
    }

    private Figures run(OpenLoop loop, Caller caller, Arrivals arrivals) {
        CompletableFuture<Figures> figures = start(loop, caller, arrivals);
        pacer.runOut();
        return figures.join();
    }

    private static CompletableFuture<Figures> start(OpenLoop loop, Caller caller, Arrivals arrivals) {
        try {
            return loop.start(caller, arrivals, PLAN, tally -> {});
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private CompletableFuture<Answer> answerAfter(long nanos) {
        return endAfter(nanos, Answer.of(1));
    }

    private CompletableFuture<Answer> refuseAfter(long nanos) {
        return endAfter(nanos, Answer.failed(1, new Trouble(Trouble.Kind.REFUSED, "QUEUE_FULL")));
    }

    private CompletableFuture<Answer> endAfter(long nanos, Answer answer) {
        CompletableFuture<Answer> future = new CompletableFuture<>();
        pacer.at(pacer.nanos() + nanos, () -> future.complete(answer));
        return future;
    }
}
