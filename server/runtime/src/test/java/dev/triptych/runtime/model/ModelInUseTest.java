package dev.triptych.runtime.model;

import static org.assertj.core.api.Assertions.assertThat;

import dev.triptych.runtime.cache.EmbeddingCache;
import dev.triptych.runtime.passage.ItemPassage;
import dev.triptych.runtime.passage.PassageParts;
import dev.triptych.runtime.passage.RegisteredModels;
import dev.triptych.runtime.request.ItemGate;
import dev.triptych.runtime.request.RequestDesk;
import dev.triptych.runtime.serving.EmbedQuery;
import dev.triptych.runtime.serving.Meter;
import dev.triptych.runtime.serving.ModelRef;
import dev.triptych.runtime.serving.Outcome;
import dev.triptych.runtime.serving.Request;
import dev.triptych.runtime.serving.RequestInfo;
import dev.triptych.runtime.task.Caches;
import dev.triptych.runtime.task.LabelCache;
import dev.triptych.runtime.task.ModelInference;
import dev.triptych.runtime.tenant.Tenants;
import dev.triptych.scheduling.ByteBudget;
import dev.triptych.scheduling.HostLanes;
import dev.triptych.scheduling.QueueBounds;
import dev.triptych.spi.content.Content;
import dev.triptych.spi.error.Reason;
import dev.triptych.spi.model.Embedding;
import dev.triptych.testing.LedgerExtension;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

class ModelInUseTest {
    @RegisterExtension
    final LedgerExtension memory = new LedgerExtension();

    @TempDir
    Path folder;

    private final StubModel model = new StubModel(false);
    private final HostLanes lanes = new HostLanes(1, 1, QueueBounds.NONE, () -> 0, Thread::new, (where, fault) -> {});

    @BeforeEach
    void start() {
        lanes.start();
    }

    @AfterEach
    void stop() throws InterruptedException {
        lanes.close();
        assertThat(lanes.join(() -> 0, TimeUnit.SECONDS.toNanos(20))).isTrue();
    }

    @Test
    void model_whoseCancelledItemStillRuns_isClosedOnlyWhenThatHasEnded() throws Exception {
        try (LoadRig rig = rig()) {
            ModelInference inference = inference(rig);
            CompletableFuture<Void> closed;
            try (Request request = inference.open(new RequestInfo("r", "tenant", 1_000_000))) {
                List<Content> items = List.of(new Content.Text("a"));
                CompletableFuture<List<Outcome<Embedding>>> result = inference
                        .embed(request, new EmbedQuery(ModelRef.ANY, items, false, false, ""))
                        .toCompletableFuture();
                StubModel.await(model.begun);
                request.cancel();
                Outcome<Embedding> outcome = result.get(20, TimeUnit.SECONDS).get(0);
                assertThat(((Outcome.Failed<Embedding>) outcome).error().reason())
                        .isEqualTo(Reason.CALL_CANCELLED);
                closed = rig.lifecycle.unloadAll().toCompletableFuture();
                assertThat(closed).isNotDone();
                assertThat(model.closes).hasValue(0);
            } finally {
                model.open.countDown();
            }
            closed.get(20, TimeUnit.SECONDS);
            assertThat(model.closes).hasValue(1);
        }
    }

    private LoadRig rig() throws IOException {
        LoadRig rig = new LoadRig(folder, memory.allocator(), (definition, context) -> model);
        CompletableFuture<Void> loaded =
                rig.lifecycle.loadAll(List.of(rig.source("stub"))).toCompletableFuture();
        assertThat(loaded).isCompleted();
        return rig;
    }

    private ModelInference inference(LoadRig rig) {
        RequestDesk desk = new RequestDesk(() -> 0, memory.allocator(), lanes, Duration.ofMinutes(1));
        return new ModelInference(
                desk::open,
                new RegisteredModels(rig.registry),
                new ItemPassage(new PassageParts(
                        new ByteBudget(1000), Tenants.free(), new ItemGate(10), Meter.NONE, () -> 0, 10)),
                new Caches(new LabelCache(1000, Meter.NONE), new EmbeddingCache(0), tenant -> "", Meter.NONE, () -> 0));
    }
}
