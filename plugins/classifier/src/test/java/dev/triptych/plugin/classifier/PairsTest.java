package dev.triptych.plugin.classifier;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.triptych.spi.error.Reason;
import dev.triptych.spi.error.TaskException;
import dev.triptych.spi.model.Activation;
import dev.triptych.testing.FakeModelFolder;
import dev.triptych.towers.JsonConfig;
import dev.triptych.towers.Yaml;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Rerankers look like classifiers of one text, and are none. */
class PairsTest {
    private static final String CONFIG = "config.json";
    private static final String PROBLEM = "\"problem_type\": \"single_label_classification\"";

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"sbert_ce_default_activation_function\": \"torch.nn.modules.linear.Identity\"",
                "\"sentence_transformers\": {\"activation_fn\": \"torch.nn.modules.activation.Sigmoid\"}"
            })
    void load_crossEncoder_isRefusedWhateverModelYamlSays(String key) {
        for (FakeModelFolder folder : new FakeModelFolder[] {
            config(PROBLEM, key), config(PROBLEM, PROBLEM + ", " + key).override("activation", "sigmoid")
        }) {
            TaskException refused = refusal(folder);
            assertThat(refused.reason()).isEqualTo(Reason.MODEL_UNSUPPORTED);
            assertThat(refused.text())
                    .startsWith("config.json: s")
                    .contains("cross-encoder", "pairs of texts", "family: tensor")
                    .hasSizeLessThanOrEqualTo(512);
        }
    }

    @Test
    void load_keysThatAreNull_areNoCrossEncoders() {
        String keys = "\"sbert_ce_default_activation_function\": null, \"sentence_transformers\": {\"version\": \"5\"}";
        assertThat(FoldersTest.classifier(config(PROBLEM, keys)).activation()).isEqualTo(Activation.SOFTMAX);
    }

    @Test
    void activation_oneOutputAndNothingStated_isRefusedAsARegression() {
        JsonConfig silent = JsonConfig.parse(CONFIG, "{}");
        TaskException refused =
                catchThrowableOfType(TaskException.class, () -> Scoring.of(new Yaml(Map.of()), silent, 1));
        assertThat(refused.reason()).isEqualTo(Reason.MODEL_UNSUPPORTED);
        assertThat(refused.text()).startsWith("the head has one output").contains("activation: sigmoid");
        assertThat(Scoring.of(new Yaml(Map.of("activation", "sigmoid")), silent, 1))
                .isEqualTo(Activation.SIGMOID);
        assertThat(Scoring.of(new Yaml(Map.of()), silent, 2)).isEqualTo(Activation.SOFTMAX);
    }

    private static FakeModelFolder config(String from, String to) {
        FakeModelFolder folder = ClassifierGoldens.TEXT.folder();
        String config = folder.text(CONFIG);
        assertThat(config).contains(from);
        return folder.with(CONFIG, config.replace(from, to));
    }

    private static TaskException refusal(FakeModelFolder folder) {
        TaskException refused = catchThrowableOfType(TaskException.class, () -> FoldersTest.classifier(folder));
        assertThat(refused).isNotNull();
        return refused;
    }
}
