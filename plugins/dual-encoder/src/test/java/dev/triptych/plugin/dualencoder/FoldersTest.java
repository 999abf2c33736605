package dev.triptych.plugin.dualencoder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.triptych.parity.Engine;
import dev.triptych.spi.content.Modality;
import dev.triptych.spi.error.Reason;
import dev.triptych.spi.error.TaskException;
import dev.triptych.spi.model.Embedder;
import dev.triptych.spi.model.Model;
import dev.triptych.spi.model.ModelDefinition;
import dev.triptych.spi.model.ZeroShot;
import dev.triptych.testing.FakeLoadContext;
import dev.triptych.testing.FakeModelFolder;
import dev.triptych.testing.Fixtures;
import dev.triptych.testing.LedgerExtension;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Folders that are partly there, and configurations that are partly wrong. */
class FoldersTest {
    private static final String VISION = "onnx/vision_model.onnx";
    private static final String TEXT = "onnx/text_model.onnx";

    @RegisterExtension
    final LedgerExtension memory = new LedgerExtension();

    private static FakeModelFolder split() {
        return FakeModelFolder.of(Fixtures.path("clip-split"));
    }

    private static FakeModelFolder combined() {
        return FakeModelFolder.of(Fixtures.path("clip-combined"));
    }

    private interface Check {
        void of(Model model, List<String> warnings);
    }

    private void load(FakeModelFolder folder, Check check) {
        try (FakeLoadContext context = Engine.context(folder, memory.allocator());
                Model model = new DualEncoderPlugin().load(new ModelDefinition("m", "1", folder), context)) {
            check.of(model, context.warnings());
        }
    }

    private TaskException refusal(FakeModelFolder folder) {
        TaskException refusal = catchThrowableOfType(TaskException.class, () -> load(folder, (model, warnings) -> {}));
        assertThat(refusal).as("the folder loads").isNotNull();
        assertThat(refusal.text()).hasSizeLessThanOrEqualTo(512);
        return refusal;
    }

    private void refused(FakeModelFolder folder, Reason reason, String... words) {
        TaskException refusal = refusal(folder);
        assertThat(refusal.reason()).isEqualTo(reason);
        assertThat(refusal.text()).contains(words);
    }

    private static Set<Modality> modalities(Model model) {
        return model.all(Embedder.class).get(0).modalities();
    }

    @Test
    void load_splitWithOneTower_servesThatTower() {
        load(split().without(TEXT), (model, warnings) -> {
            assertThat(modalities(model)).containsExactly(Modality.IMAGE);
            assertThat(model.all(ZeroShot.class)).isEmpty();
            assertThat(model.info().limits().textTokens()).isZero();
        });
        load(split().without(VISION), (model, warnings) -> {
            assertThat(modalities(model)).containsExactly(Modality.TEXT);
            assertThat(model.info().limits().textTokens()).isEqualTo(77);
        });
    }

    @Test
    void load_splitLackingATowersFiles_namesTheMissingFile() {
        refused(split().without("tokenizer.json"), Reason.MODEL_INCOMPLETE, "tokenizer.json");
        refused(split().without("processor_config.json"), Reason.MODEL_INCOMPLETE, "preprocessor_config.json");
    }

    @Test
    void load_combinedLackingATowersFiles_servesTheOtherWithAWarning() {
        load(combined().without("tokenizer.json"), (model, warnings) -> {
            assertThat(modalities(model)).containsExactly(Modality.IMAGE);
            assertThat(warnings).singleElement().asString().contains("tokenizer.json");
        });
        load(combined().without("preprocessor_config.json"), (model, warnings) -> {
            assertThat(modalities(model)).containsExactly(Modality.TEXT);
            assertThat(warnings).singleElement().asString().contains("preprocessor_config.json");
        });
        refused(
                combined().without("preprocessor_config.json").without("tokenizer.json"),
                Reason.MODEL_INCOMPLETE,
                "neither tower");
    }

    @Test
    void load_oneTowerFileWithTheOthersTokenizer_servesTheTowerThatIsThere() {
        FakeModelFolder folder = FakeModelFolder.of(Fixtures.path("clip-external"))
                .with("tokenizer.json", combined().read("tokenizer.json"));
        load(folder, (model, warnings) -> assertThat(modalities(model)).containsExactly(Modality.IMAGE));
    }

    @Test
    void load_familyNamedButNothingElse_asksForConfigOrTowers() {
        refused(
                new FakeModelFolder("empty").with("a.onnx", "x").override("family", "dual-encoder"),
                Reason.MODEL_INCOMPLETE,
                "config.json",
                "towers");
    }

    @ParameterizedTest
    @CsvSource({
        "max_position_embeddings, 1",
        "max_position_embeddings, -5",
        "max_position_embeddings, 1e99",
        "max_position_embeddings, \"long\"",
        "pad_token_id, -1",
        "pad_token_id, 1514",
        "pad_token_id, 1.5",
    })
    void load_configOutOfRange_namesTheKey(String key, String value) {
        String config =
                combined().text("config.json").replaceAll("\"" + key + "\": [0-9]+", "\"" + key + "\": " + value);
        refused(combined().with("config.json", config), Reason.CONFIG_INVALID, key);
    }

    @Test
    void load_unknownKey_isNamedWithItsPath() {
        refused(split().override("logit_scal", 3), Reason.CONFIG_INVALID, "'logit_scal'", "logit_scale");
        refused(
                declared(Map.of("graph", VISION, "preprocessor", "processor_config.json", "outputs", "x")),
                Reason.CONFIG_INVALID,
                "'towers.image.outputs'",
                "output");
    }

    @ParameterizedTest
    @CsvSource({
        "logit_scale, high, number",
        "logit_scale, '', number",
        "templates, 'a {}', list",
        "labels, cat, list",
        "activation, tanh, sigmoid",
        "towers, both, map",
    })
    void load_keyOfTheWrongType_saysWhatItMustBe(String key, String value, String wanted) {
        refused(split().override(key, value), Reason.CONFIG_INVALID, "model.yaml: " + key, wanted);
    }

    @Test
    void load_numbersOutOfRange_sayWhatTheyMustBe() {
        refused(split().override("logit_scale", 0), Reason.CONFIG_INVALID, "logit_scale", "above 0");
        refused(split().override("logit_scale", Double.NaN), Reason.CONFIG_INVALID, "finite");
        refused(text(Map.of("max_length", 2)), Reason.CONFIG_INVALID, "towers.text.max_length", "from 4");
        refused(text(Map.of("max_length", 7.5)), Reason.CONFIG_INVALID, "towers.text.max_length", "whole");
        refused(text(Map.of()), Reason.CONFIG_INVALID, "towers.text.max_length", "required");
        refused(text(Map.of("max_length", 77, "pad_id", -1)), Reason.CONFIG_INVALID, "towers.text.pad_id");
        refused(text(Map.of("max_length", 77, "pooling", "best")), Reason.CONFIG_INVALID, "towers.text.pooling");
    }

    @Test
    void load_declaredTowers_serveWhatTheyName() {
        load(declared(Map.of("graph", VISION, "preprocessor", "processor_config.json")), (model, warnings) -> {
            assertThat(modalities(model)).containsExactly(Modality.IMAGE);
            assertThat(model.all(Embedder.class).get(0).space().id()).startsWith("embed-");
        });
        load(text(Map.of("max_length", 77)).override("space", "mine"), (model, warnings) -> assertThat(
                        model.all(Embedder.class).get(0).space().id())
                .isEqualTo("mine"));
    }

    @Test
    void load_declaredTowersWithoutTemperature_embedWithAWarning() {
        FakeModelFolder both = split().without("model.yaml")
                .override(
                        "towers",
                        Map.of(
                                "image", Map.of("graph", VISION, "preprocessor", "processor_config.json"),
                                "text", Map.of("graph", TEXT, "tokenizer", "tokenizer.json", "max_length", 77)));
        load(both, (model, warnings) -> {
            assertThat(model.all(ZeroShot.class)).isEmpty();
            assertThat(warnings).singleElement().asString().contains("logit_scale");
        });
    }

    @Test
    void load_missingOutputOrGraph_namesIt() {
        refused(
                declared(Map.of("graph", VISION, "preprocessor", "processor_config.json", "output", "vec")),
                Reason.MODEL_UNSUPPORTED,
                "'vec'",
                "'image_embeds'");
        refused(
                declared(Map.of("graph", "no.onnx", "preprocessor", "processor_config.json")),
                Reason.MODEL_INCOMPLETE,
                "'no.onnx'");
    }

    @Test
    void load_towersSwapped_areRefusedInWords() {
        refused(
                declared(Map.of("graph", TEXT, "preprocessor", "processor_config.json", "output", "text_embeds")),
                Reason.CONFIG_INVALID,
                "'input_ids'");
        FakeModelFolder folder = split().override(
                        "towers",
                        Map.of(
                                "text",
                                Map.of(
                                        "graph",
                                        VISION,
                                        "output",
                                        "image_embeds",
                                        "tokenizer",
                                        "tokenizer.json",
                                        "max_length",
                                        77)));
        refused(folder, Reason.MODEL_UNSUPPORTED, "'pixel_values'");
    }

    @Test
    void load_tokenVectorsWithoutPooling_areRefused() {
        refused(
                text(Map.of("max_length", 77, "output", "last_hidden_state")),
                Reason.MODEL_UNSUPPORTED,
                "last_hidden_state",
                "each item");
        refused(
                text(Map.of("max_length", 77, "output", "text_embeds", "pooling", "mean")),
                Reason.MODEL_UNSUPPORTED,
                "text_embeds",
                "each token");
    }

    @Test
    void load_statedBias_isAddedToTheGraphsScale() {
        load(combined().override("logit_bias", -2.5), (model, warnings) -> {
            assertThat(model.all(ZeroShot.class).get(0).logitBias()).isEqualTo(-2.5);
            assertThat(model.all(ZeroShot.class).get(0).logitScale()).isBetween(37.0, 38.0);
        });
    }

    @Test
    void load_processorThatLeavesTheSizeOpen_isRefused() {
        String config = combined()
                .text("preprocessor_config.json")
                .replace("\"do_center_crop\": true", "\"do_center_crop\": false");
        refused(combined().with("preprocessor_config.json", config), Reason.CONFIG_INVALID, "crop_size");
    }

    private static FakeModelFolder declared(Map<String, Object> image) {
        return split().override("towers", Map.of("image", image));
    }

    private static FakeModelFolder text(Map<String, Object> more) {
        Map<String, Object> text = new TreeMap<>(Map.of("graph", TEXT, "tokenizer", "tokenizer.json"));
        text.putAll(more);
        return split().override("towers", Map.of("text", text));
    }
}
