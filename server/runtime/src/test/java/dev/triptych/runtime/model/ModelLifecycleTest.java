package dev.triptych.runtime.model;

import static org.assertj.core.api.Assertions.assertThat;

import dev.triptych.runtime.serving.ModelListing.State;
import dev.triptych.spi.error.Reason;
import dev.triptych.spi.graph.Graph;
import dev.triptych.spi.model.CostRule;
import dev.triptych.spi.model.Residency;
import dev.triptych.spi.model.StageSpec;
import dev.triptych.testing.LedgerExtension;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

class ModelLifecycleTest {
    @RegisterExtension
    final LedgerExtension memory = new LedgerExtension();

    @TempDir
    Path folder;

    @Test
    void load_endingInAnError_failsThatModelAloneAndEndsTheStart() throws IOException {
        try (LoadRig rig = new LoadRig(
                folder,
                memory.allocator(),
                (definition, context) -> new StubModel(definition.name().equals("bad")))) {
            CompletionStage<Void> loaded = rig.lifecycle.loadAll(List.of(rig.source("bad"), rig.source("good")));
            assertThat(rig.listing("bad").state()).isEqualTo(State.FAILED);
            assertThat(rig.listing("bad").reason()).isEqualTo(Reason.SERVER_DEFECT);
            assertThat(rig.listing("good").state()).isEqualTo(State.READY);
            assertThat(rig.registry.ready()).isTrue();
            assertThat(loaded.toCompletableFuture()).isCompleted();
            assertThat(rig.faults).hasExactlyElementsOfTypes(InternalError.class);
        }
    }

    @Test
    void listener_thatThrows_doesNotKeepTheStartFromEnding() throws IOException {
        try (LoadRig rig = new LoadRig(folder, memory.allocator(), (definition, context) -> new StubModel(false))) {
            rig.registry.onChange(() -> {
                throw new IllegalStateException("a listener");
            });
            CompletionStage<Void> loaded = rig.lifecycle.loadAll(List.of(rig.source("good")));
            assertThat(loaded.toCompletableFuture()).isDone();
            assertThat(rig.registry.ready()).isTrue();
        }
    }

    @Test
    void load_failingBehindThePlugin_closesTheModelAndItsStages() throws IOException {
        StubModel model = new StubModel(true);
        LoadRig rig = new LoadRig(folder, memory.allocator(), (definition, context) -> {
            Graph graph = context.source("g").cut(Set.of("x"));
            assertThat(context.stage(new StageSpec("s", graph, Residency.HOST, CostRule.UNIT, 1, List.of())))
                    .isNotNull();
            return model;
        });
        try (rig) {
            CompletionStage<Void> loaded = rig.lifecycle.loadAll(List.of(rig.source("bad")));
            assertThat(loaded.toCompletableFuture()).isDone();
            assertThat(rig.listing("bad").state()).isEqualTo(State.FAILED);
            assertThat(model.closes).hasValue(1);
        }
        assertThat(rig.backend.openGraphs()).isZero();
    }
}
