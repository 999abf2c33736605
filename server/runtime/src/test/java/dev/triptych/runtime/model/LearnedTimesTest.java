package dev.triptych.runtime.model;

import static org.assertj.core.api.Assertions.assertThat;

import dev.triptych.runtime.execution.DeviceLayout;
import dev.triptych.runtime.execution.StageImpl;
import dev.triptych.runtime.profile.ProfileStore;
import dev.triptych.scheduling.ProfileSnapshot;
import dev.triptych.spi.graph.Graph;
import dev.triptych.spi.model.CostRule;
import dev.triptych.spi.model.Residency;
import dev.triptych.spi.model.StageSpec;
import dev.triptych.testing.LedgerExtension;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

class LearnedTimesTest {
    private static final ProfileSnapshot LEARNED = new ProfileSnapshot(5, 9.5, 197, 2.5e6, 3, 4.25, 120_000);

    @RegisterExtension
    final LedgerExtension memory = new LedgerExtension();

    @TempDir
    Path folder;

    @Test
    void sameFolderLoadedAgain_goesOnFromWhatItLearned() throws IOException {
        try (LoadRig rig = rig()) {
            stage(rig).resume(LEARNED);
            rig.lanes.resume("stub", LEARNED);
            save(rig);
        }
        try (LoadRig rig = rig()) {
            assertThat(rig.lanes.learned("stub").orElseThrow().meanNanos()).isEqualTo(LEARNED.meanNanos());
            assertThat(stage(rig).learned().meanNanos()).isEqualTo(LEARNED.meanNanos());
            assertThat(stage(rig).learned().samples()).isEqualTo(5);
        }
    }

    @Test
    void changedFolder_beginsAnew() throws IOException {
        try (LoadRig rig = rig()) {
            stage(rig).resume(LEARNED);
            save(rig);
        }
        Files.writeString(folder.resolve("stub/tokenizer.json"), "{}");
        try (LoadRig rig = rig()) {
            assertThat(rig.lanes.learned("stub")).isEmpty();
            assertThat(stage(rig).learned().meanNanos()).isNotEqualTo(LEARNED.meanNanos());
        }
    }

    private void save(LoadRig rig) {
        new LearnedTimes(new ProfileStore(folder), rig.lanes, DeviceLayout.throughput(2)).save(rig.registry);
    }

    private static StageImpl stage(LoadRig rig) {
        Loaded loaded = rig.registry.all().iterator().next().standing().loaded();
        assertThat(loaded).isNotNull();
        return loaded.stages().get(0);
    }

    private LoadRig rig() throws IOException {
        LoadRig rig = new LoadRig(folder, memory.allocator(), (definition, context) -> {
            Graph graph = context.source("g").cut(Set.of("x"));
            context.stage(new StageSpec("s", graph, Residency.HOST, CostRule.UNIT, 1, List.of()));
            return new StubModel(false);
        });
        assertThat(rig.lifecycle.loadAll(List.of(rig.source("stub"))).toCompletableFuture())
                .isDone();
        return rig;
    }
}
