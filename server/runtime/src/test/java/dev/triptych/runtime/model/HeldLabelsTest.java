package dev.triptych.runtime.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.triptych.runtime.serving.ModelListing.State;
import dev.triptych.spi.error.Reason;
import dev.triptych.spi.error.TaskException;
import dev.triptych.spi.model.Activation;
import dev.triptych.spi.model.Capability;
import dev.triptych.spi.model.Model;
import dev.triptych.spi.model.ModelInfo;
import dev.triptych.spi.model.ZeroShot;
import dev.triptych.testing.LedgerExtension;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

class HeldLabelsTest {
    @RegisterExtension
    final LedgerExtension memory = new LedgerExtension();

    @TempDir
    Path folder;

    @Test
    void load_templateWithoutAPlace_failsTheModel() throws IOException {
        ZeroShot rule = rule(List.of("a photo"), List.of());
        try (LoadRig rig = new LoadRig(folder, memory.allocator(), (definition, context) -> new Scorer(rule))) {
            assertThat(rig.lifecycle.loadAll(List.of(rig.source("m"))).toCompletableFuture())
                    .isCompleted();
            assertThat(rig.listing("m").state()).isEqualTo(State.FAILED);
            assertThat(rig.listing("m").reason()).isEqualTo(Reason.CONFIG_INVALID);
            assertThat(rig.listing("m").message()).contains("templates[0]", "'a photo' holds no {}");
        }
    }

    @Test
    void check_listsThatNoCallCouldUse_areRefusedByName() {
        ZeroShot pair = rule(List.of("{}", "a {}"), List.of());
        assertThat(refused(pair, Map.of("many", Collections.nCopies(65_537, "x"))))
                .contains("label_sets.many", "131074", "131072");
        assertThat(refused(rule(List.of("{}"), List.of("a", "a")), Map.of())).contains("labels[1]", "'a'");
        HeldLabels.check(pair, Map.of("many", Collections.nCopies(65_536, "x")));
    }

    @Test
    void check_setOfATrainedHead_mayNameItsClassesAlone() {
        HeldLabels.check(List.of("cat", "dog"), Map.of("pets", List.of("dog")));
        TaskException error = catchThrowableOfType(
                TaskException.class,
                () -> HeldLabels.check(List.of("cat", "dog"), Map.of("pets", List.of("dog", "fish"))));
        assertThat(error.reason()).isEqualTo(Reason.CONFIG_INVALID);
        assertThat(error.text()).contains("label_sets.pets", "'fish'", "2 classes");
    }

    private static String refused(ZeroShot rule, Map<String, List<String>> sets) {
        TaskException error = catchThrowableOfType(TaskException.class, () -> HeldLabels.check(rule, sets));
        assertThat(error.reason()).isEqualTo(Reason.CONFIG_INVALID);
        return error.text();
    }

    private static ZeroShot rule(List<String> templates, List<String> labels) {
        return new ZeroShot(new StubModel(false), 1, 0, Activation.SOFTMAX, templates, labels);
    }

    /** A model with a rule and nothing else. */
    private record Scorer(ZeroShot rule) implements Model {
        @Override
        public ModelInfo info() {
            return new ModelInfo("scorer", Map.of(), ModelInfo.Limits.NONE);
        }

        @Override
        public <T extends Capability> List<T> all(Class<T> kind) {
            return kind.isInstance(rule) ? List.of(kind.cast(rule)) : List.of();
        }

        @Override
        public void close() {}
    }
}
