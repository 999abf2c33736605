package dev.triptych.runtime;

import static dev.triptych.runtime.TestServer.error;
import static dev.triptych.runtime.TestServer.failure;
import static dev.triptych.runtime.TestServer.get;
import static dev.triptych.runtime.TestServer.models;
import static dev.triptych.runtime.TestServer.vector;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.triptych.runtime.serving.Outcome;
import dev.triptych.runtime.serving.Request;
import dev.triptych.runtime.serving.RequestInfo;
import dev.triptych.spi.error.Reason;
import dev.triptych.spi.error.TaskException;
import dev.triptych.spi.model.Embedding;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A device whose runs take 10 ms each. */
class AdmissionByTimeTest {
    private static final Duration RUN = Duration.ofMillis(10);

    @TempDir
    Path folder;

    private final AtomicReference<Gate> gate = new AtomicReference<>();
    private TestServer server;

    @BeforeEach
    void learn() {
        // Equal texts run each for itself.
        server = new TestServer(
                models(folder, "toy/toy.onnx"),
                1,
                options -> options.withLimits(options.limits().withCacheBytes(0)));
        server.backend.script().onLaunch(launch -> {
            Gate closed = gate.get();
            if (closed != null) {
                closed.pass();
            }
            server.ticker.advance(RUN);
        });
        for (int i = 0; i < 6; i++) {
            try (Request request = server.open()) {
                assertThat(vector(get(server.embed(request, "1")).get(0))).isNotEmpty();
            }
        }
    }

    @AfterEach
    void close() {
        server.close();
    }

    @Test
    void deadlineShorterThanTheRun_isRefusedBeforeAnythingRuns() {
        int runs = server.backend.script().launches().size();
        try (Request request = server.open(Duration.ofMillis(4))) {
            TaskException refusal = failure(server.embed(request, "1"));
            assertThat(refusal.reason()).isEqualTo(Reason.DEADLINE_EXCEEDED);
            assertThat(refusal.retryAfter()).isEmpty();
            assertThat(refusal).hasMessageContaining("toy").hasMessageContaining("4 ms of the deadline are left");
        }
        assertThat(server.backend.script().launches()).hasSize(runs);
    }

    @Test
    void deadlineShorterThanTheRun_isTriedNowAndThen() {
        int runs = server.backend.script().launches().size();
        for (int i = 0; i < 16; i++) {
            try (Request request = server.open(Duration.ofMillis(4))) {
                var unused = server.embed(request, "1").toCompletableFuture().handle((done, error) -> {
                    if (done != null && done.get(0) instanceof Outcome.Done<Embedding> good) {
                        good.value().close();
                    }
                    return done;
                });
                get(unused);
            }
        }
        assertThat(server.backend.script().launches()).hasSize(runs + 1);
    }

    @Test
    void queueTooLongForTheDeadline_isRefusedWithATimeToComeBack() {
        Gate closed = new Gate();
        gate.set(closed);
        Duration time = Duration.ofMillis(90);
        List<Request> open = new ArrayList<>();
        List<CompletionStage<List<Outcome<Embedding>>>> results = new ArrayList<>();
        for (int i = 0; i < 30; i++) {
            Request request = server.open(time);
            open.add(request);
            results.add(server.embed(request, "1"));
        }
        closed.awaitRun();
        TaskException refusal = failure(results.get(29));
        assertThat(refusal.reason()).isEqualTo(Reason.QUEUE_FULL);
        assertThat(refusal.retryAfter()).isPresent();
        assertThat(refusal).hasMessageContaining("toy").hasMessageContaining("after its deadline");
        // Another tenant does not wait for this one's backlog.
        try (Request other =
                server.inference().open(new RequestInfo("other", "other", server.ticker.nanos() + time.toNanos()))) {
            CompletionStage<List<Outcome<Embedding>>> result = server.embed(other, "1");
            closed.open();
            assertThat(vector(get(result).get(0))).isNotEmpty();
        }
        results.forEach(result -> get(result.handle((outcomes, error) -> {
            if (outcomes != null && outcomes.get(0) instanceof Outcome.Done<Embedding> done) {
                done.value().close();
            }
            return "ended";
        })));
        open.forEach(Request::close);
    }

    @Test
    void callOfManyItems_thoseThatWouldBeLate_failByThemselves() {
        try (Request request = server.open(Duration.ofMillis(35))) {
            String[] items = new String[30];
            java.util.Arrays.fill(items, "1");
            List<Outcome<Embedding>> outcomes = get(server.embed(request, items));
            List<Outcome<Embedding>> late = new ArrayList<>();
            for (Outcome<Embedding> outcome : outcomes) {
                if (outcome instanceof Outcome.Done<Embedding> done) {
                    done.value().close();
                } else {
                    late.add(outcome);
                }
            }
            assertThat(late).isNotEmpty().hasSizeLessThan(30);
            assertThat(late)
                    .first()
                    .extracting(outcome -> error(outcome).reason())
                    .isIn(Reason.QUEUE_FULL, Reason.DEADLINE_EXCEEDED);
        }
    }

    @Test
    void callThatBreaksWhileItIsPlanned_leavesNoPromises() {
        server.meter.breakAfter(40);
        String[] items = new String[40];
        java.util.Arrays.fill(items, "1");
        // Time for some of them: what they are promised fills the time of the next.
        try (Request request = server.open(Duration.ofMillis(35))) {
            assertThatThrownBy(() -> get(server.embed(request, items))).isInstanceOf(RuntimeException.class);
        }
        try (Request request = server.open(Duration.ofMillis(35))) {
            assertThat(vector(get(server.embed(request, "1")).get(0))).isNotEmpty();
        }
    }

    @Test
    void itemsThatAreLate_areCountedOnceAndAsShed() {
        try (Request request = server.open(Duration.ofMillis(4))) {
            assertThat(failure(server.embed(request, "1", "2")).reason()).isEqualTo(Reason.DEADLINE_EXCEEDED);
        }
        assertThat(server.meter.failed).containsExactly(Reason.DEADLINE_EXCEEDED, Reason.DEADLINE_EXCEEDED);
        assertThat(server.meter.shed).containsExactly(Reason.DEADLINE_EXCEEDED, Reason.DEADLINE_EXCEEDED);
    }
}
