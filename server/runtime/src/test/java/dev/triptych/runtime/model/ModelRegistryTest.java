package dev.triptych.runtime.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.triptych.runtime.serving.ModelListing.TaskKind;
import dev.triptych.runtime.serving.ModelRef;
import dev.triptych.spi.error.Reason;
import dev.triptych.spi.error.TaskException;
import org.junit.jupiter.api.Test;

class ModelRegistryTest {
    private final ModelRegistry registry = new ModelRegistry();

    @Test
    void row32_modelThatIsLoading_isUnavailableWithATimeToRetry() {
        ModelVersion version = registry.add("slow");

        for (String name : new String[] {"slow", ""}) {
            TaskException refused = refused(name);
            assertThat(refused.reason()).isEqualTo(Reason.MODEL_LOADING);
            assertThat(refused.retryAfter()).isPresent();
        }
        assertThat(registry.ready()).isFalse();
        version.failed("1", TaskException.of(Reason.MODEL_CORRUPT, "The file ends early."));
        registry.startEnded();
        assertThat(refused("slow").reason()).isEqualTo(Reason.MODEL_FAILED);
        assertThat(refused("slow").text()).contains("MODEL_CORRUPT", "The file ends early.");
        assertThat(refused("").reason()).isEqualTo(Reason.TASK_UNSUPPORTED);
    }

    private TaskException refused(String name) {
        return catchThrowableOfType(TaskException.class, () -> registry.hold(new ModelRef(name, ""), TaskKind.EMBED));
    }
}
