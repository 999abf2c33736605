package dev.triptych.plugin.classifier;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.triptych.parity.Engine;
import dev.triptych.spi.error.Reason;
import dev.triptych.spi.error.TaskException;
import dev.triptych.spi.model.Activation;
import dev.triptych.spi.model.Classifier;
import dev.triptych.spi.model.ImageLimits;
import dev.triptych.spi.model.Model;
import dev.triptych.spi.model.ModelDefinition;
import dev.triptych.spi.model.ModelInfo;
import dev.triptych.spi.model.Recognition;
import dev.triptych.testing.FakeLoadContext;
import dev.triptych.testing.FakeModelFolder;
import dev.triptych.testing.LedgerAllocator;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Labels, activations and folders that cannot be served. */
class FoldersTest {
    private static final String CONFIG = "config.json";

    @Test
    void recognise_otherArchitecturesOrNoGraph_isNotMineOrNeedsExport() {
        ClassifierPlugin plugin = new ClassifierPlugin();
        assertThat(plugin.recognise(text().with(CONFIG, "{\"architectures\": [\"BertModel\"]}")))
                .isInstanceOf(Recognition.NotMine.class);
        assertThat(plugin.recognise(text().without("onnx/model.onnx"))).isInstanceOf(Recognition.NotMine.class);
        Recognition weights = plugin.recognise(text().without("onnx/model.onnx").with("model.safetensors", "x"));
        assertThat(weights).isInstanceOf(Recognition.NeedsExport.class);
        assertThat(((Recognition.NeedsExport) weights).remedy())
                .isEqualTo("triptych-export classifier-text classifier-text-onnx");
    }

    @Test
    void labels_namedTwice_carryTheirNumbersAndAWarning() {
        List<String> warnings = new ArrayList<>();
        assertThat(classifier(ClassifierGoldens.IMAGE.folder(), warnings).labels())
                .containsExactly("cat", "dog", "crane (2)", "boat", "crane (4)");
        assertThat(warnings).singleElement().asString().contains("alike");
    }

    @Test
    void labels_noneStated_areNumberedWithAWarning() {
        List<String> warnings = new ArrayList<>();
        assertThat(classifier(config("\"id2label\"", "\"other\""), warnings).labels())
                .containsExactly("LABEL_0", "LABEL_1", "LABEL_2");
        assertThat(warnings).singleElement().asString().contains("id2label");
    }

    @Test
    void labels_ofModelYamlOrAFile_comeFirst() {
        assertThat(classifier(text().override("labels", List.of("x", "y", "z"))).labels())
                .containsExactly("x", "y", "z");
        FakeModelFolder file = text().with("moods.txt", "un\r\n#2\nun\n").override("labels_file", "moods.txt");
        assertThat(classifier(file).labels()).containsExactly("un (0)", "#2", "un (2)");
    }

    @ParameterizedTest
    @CsvSource({
        "single_label_classification,,SOFTMAX",
        "multi_label_classification,,SIGMOID",
        "single_label_classification,sigmoid,SIGMOID",
        "regression,sigmoid,SIGMOID",
        "regression,softmax,SOFTMAX"
    })
    void activation_byProblemTypeOrModelYaml_isThat(String problem, String stated, Activation activation) {
        FakeModelFolder folder = config("single_label_classification", problem);
        if (stated != null) {
            folder.override("activation", stated);
        }
        assertThat(classifier(folder).activation()).isEqualTo(activation);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "single_label_classification|regression|MODEL_UNSUPPORTED|config.json: problem_type is regression|activation: sigmoid",
                "single_label_classification|other|CONFIG_INVALID|config.json: problem_type must be|multi_label",
                "\"2\": \"angry\"|\"3\": \"angry\"|CONFIG_INVALID|config.json: id2label must be|2 has none",
                "\"2\": \"angry\"|\"2\": \" \"|CONFIG_INVALID|config.json: id2label|class 2 is blank",
                "\"2\": \"angry\"|\"2\": \"a\", \"3\": \"b\"|CONFIG_INVALID|config.json: id2label has 4 names|logits are 3"
            })
    void load_badConfig_isNamedWithWhatWasExpected(String from, String to, Reason reason, String start, String words) {
        refused(config(from, to), reason, start, words);
    }

    @Test
    void load_missingFile_isNamed() {
        refused(text().without("vocab.txt"), Reason.MODEL_INCOMPLETE, "the folder has no tokenizer", "vocab.txt");
        refused(
                ClassifierGoldens.IMAGE.folder().without("preprocessor_config.json"),
                Reason.MODEL_INCOMPLETE,
                "preprocessor_config.json",
                "missing");
        refused(
                text().override("labels_file", "none.txt"),
                Reason.MODEL_INCOMPLETE,
                "model.yaml: labels_file names 'none.txt'",
                "not in the folder");
    }

    @Test
    void images_ofModelYaml_areReadThatWay() {
        FakeModelFolder folder = ClassifierGoldens.IMAGE.folder();
        assertThat(info(folder, ImageLimits.DEFAULT).facts().get("input")).contains("orientation=upright");
        folder.override("images", Map.of("orientation", "keep", "animation", "refuse"));
        assertThat(info(folder, ImageLimits.DEFAULT).facts().get("input")).contains("orientation=keep");
        assertThat(info(folder, new ImageLimits(10, 20)).limits().imagePixels()).isEqualTo(20);
        for (Map<String, Object> wrong : List.<Map<String, Object>>of(
                Map.of("orientation", "left"), Map.of("animation", true), Map.of("orientate", "keep"))) {
            String key = wrong.keySet().iterator().next();
            refused(folder.override("images", wrong), Reason.CONFIG_INVALID, "model.yaml: ", "images." + key);
        }
    }

    private static ModelInfo info(FakeModelFolder folder, ImageLimits images) {
        LedgerAllocator memory = new LedgerAllocator();
        try (FakeLoadContext context = Engine.context(folder, memory).images(images);
                Model model = new ClassifierPlugin().load(new ModelDefinition("m", "1", folder), context)) {
            return model.info();
        }
    }

    @Test
    void load_badOverride_isNamed() {
        refused(text().override("labels", List.of("x")), Reason.CONFIG_INVALID, "model.yaml: labels has 1", "3");
        refused(text().override("activation", "tanh"), Reason.CONFIG_INVALID, "model.yaml: activation", "softmax");
        refused(text().override("label", "x"), Reason.CONFIG_INVALID, "model.yaml: unknown key 'label'", "labels?");
        refused(
                text().override("family", "classifier").with(CONFIG, "{}"),
                Reason.CONFIG_INVALID,
                "config.json: architectures",
                "ForSequenceClassification");
    }

    private static FakeModelFolder text() {
        return ClassifierGoldens.TEXT.folder();
    }

    private static FakeModelFolder config(String from, String to) {
        FakeModelFolder folder = text();
        String config = folder.text(CONFIG);
        assertThat(config).contains(from);
        return folder.with(CONFIG, config.replace(from, to));
    }

    static Classifier classifier(FakeModelFolder folder) {
        return classifier(folder, new ArrayList<>());
    }

    private static Classifier classifier(FakeModelFolder folder, List<String> warnings) {
        LedgerAllocator memory = new LedgerAllocator();
        try (FakeLoadContext context = Engine.context(folder, memory);
                Model model = new ClassifierPlugin().load(new ModelDefinition("m", "1", folder), context)) {
            warnings.addAll(context.warnings());
            return model.all(Classifier.class).get(0);
        }
    }

    private static void refused(FakeModelFolder folder, Reason reason, String start, String words) {
        TaskException refused = catchThrowableOfType(TaskException.class, () -> classifier(folder));
        assertThat(refused).isNotNull();
        assertThat(refused.reason()).as(refused.text()).isEqualTo(reason);
        assertThat(refused.text()).startsWith(start).contains(words).hasSizeLessThanOrEqualTo(512);
    }
}
