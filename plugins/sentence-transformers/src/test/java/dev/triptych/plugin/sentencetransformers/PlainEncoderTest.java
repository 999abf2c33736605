package dev.triptych.plugin.sentencetransformers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.triptych.parity.Engine;
import dev.triptych.parity.Served;
import dev.triptych.repository.FolderView;
import dev.triptych.spi.error.Reason;
import dev.triptych.spi.error.TaskException;
import dev.triptych.spi.model.Recognition;
import dev.triptych.testing.FakeModelFolder;
import dev.triptych.testing.Fixtures;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Text encoders without {@code modules.json}, against what sentence-transformers makes of the same weights. */
class PlainEncoderTest {
    @ParameterizedTest
    @CsvSource({"as it lies, mean, true", "cls, cls, true", "lasttoken, last, true", "not normalized, mean, false"})
    void embed_poolingOfModelYaml_equalsTheReference(String name, String pooling, boolean normalize) {
        SentenceGoldens.Variant golden = SentenceGoldens.variant(name);
        try (Served served = serve(stated(pooling, normalize, 48))) {
            assertThat(SentenceGoldens.misses(golden, served.texts(SentenceGoldens.ALL.texts())))
                    .isEmpty();
            assertThat(served.text("a cat").normalized()).isEqualTo(normalize);
        }
    }

    /** A folder that is wrong by little. */
    record Mistake(String name, FakeModelFolder folder) {
        boolean fails() {
            try (Served served = serve(folder)) {
                return !SentenceGoldens.misses(
                                SentenceGoldens.variant("as it lies"), served.texts(SentenceGoldens.ALL.texts()))
                        .isEmpty();
            }
        }

        @Override
        public String toString() {
            return name;
        }
    }

    static List<Mistake> stated() {
        return List.of(
                new Mistake("cls for mean", stated("cls", true, 48)),
                new Mistake("last for mean", stated("last", true, 48)),
                new Mistake("not normalized", stated("mean", false, 48)),
                new Mistake("short", stated("mean", true, 8)));
    }

    static List<Mistake> pooled() {
        return List.of(
                new Mistake("cls for mean", whole().with("model.yaml", "pooling: cls\nnormalize: true\n")),
                new Mistake("short", whole().with("model.yaml", "max_length: 8\n")));
    }

    @ParameterizedTest
    @MethodSource({"stated", "pooled"})
    void embed_mistaken_missesTheGolden(Mistake mistake) {
        assertThat(mistake.fails()).isTrue();
    }

    @Test
    void embed_graphThatPools_equalsTheReference() {
        SentenceGoldens.Variant golden = SentenceGoldens.variant("as it lies");
        try (Served served = SentenceGoldens.serve(whole(), UnaryOperator.identity())) {
            assertThat(SentenceGoldens.misses(golden, served.texts(SentenceGoldens.ALL.texts())))
                    .isEmpty();
            assertThat(served.warnings()).isEmpty();
        }
    }

    @Test
    void embed_graphThatPoolsButModelYamlStatesAnother_followsModelYaml() {
        SentenceGoldens.Variant golden = SentenceGoldens.variant("cls");
        FakeModelFolder folder = whole().with("model.yaml", "pooling: cls\nnormalize: true\n");
        try (Served served = serve(folder)) {
            assertThat(SentenceGoldens.misses(golden, served.texts(SentenceGoldens.ALL.texts())))
                    .isEmpty();
        }
    }

    @Test
    void load_nothingSaysHowToPool_isRefusedWithTheThreeLinesThatServeIt() {
        TaskException refused = refusal(tokensOnly());
        assertThat(refused.reason()).isEqualTo(Reason.MODEL_INCOMPLETE);
        assertThat(refused.text())
                .contains("\"pooling: mean\"", "\"normalize: true\"", "\"max_length: 64\"", "1_Pooling/config.json")
                .hasSizeLessThanOrEqualTo(512);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "pooling: max|model.yaml: pooling must be mean, cls or last",
                "normalize: 1|model.yaml: normalize must be true or false",
                "max_length: 65|model.yaml: max_length must be a whole number from 4 to 64",
                "max_length: 2|model.yaml: max_length must be a whole number",
                "poling: cls|model.yaml: unknown key 'poling'"
            })
    void load_badStatement_isNamed(String line, String words) {
        String rest = line.startsWith("pooling") ? "" : "pooling: mean\n";
        TaskException refused = refusal(tokensOnly().with("model.yaml", rest + line + "\n"));
        assertThat(refused.reason()).isEqualTo(Reason.CONFIG_INVALID);
        assertThat(refused.text()).startsWith(words);
    }

    @ParameterizedTest
    @ValueSource(strings = {"BertModel", "MPNetForMaskedLM", "XLMRobertaModel"})
    void recognise_encoderWithTokenizerAndGraph_isWeak(String architecture) {
        assertThat(strength(architecture(architecture))).isEqualTo(40);
    }

    @Test
    void recognise_whatIsNoTextEncoder_isNotMine() {
        List<FakeModelFolder> others = List.of(
                architecture("BertForSequenceClassification"),
                tokensOnly().without("vocab.txt"),
                tokensOnly().without("onnx/model.onnx"),
                tokensOnly().without("config.json"),
                tokensOnly().with("preprocessor_config.json", "{}"));
        for (FakeModelFolder folder : others) {
            assertThat(new SentenceTransformersPlugin().recognise(folder)).isInstanceOf(Recognition.NotMine.class);
        }
        assertThat(strength(architecture("Qwen3ForCausalLM").override("pooling", "last")))
                .isEqualTo(40);
    }

    private static int strength(FakeModelFolder folder) {
        return ((Recognition.Recognised) new SentenceTransformersPlugin().recognise(folder)).strength();
    }

    static FakeModelFolder whole() {
        return FakeModelFolder.of(Fixtures.path("sentence-whole"));
    }

    private static FakeModelFolder tokensOnly() {
        return FakeModelFolder.of(Fixtures.path("sentence"))
                .without("modules.json")
                .without("1_Pooling/config.json")
                .without("2_Dense/config.json")
                .without("2_Dense/model.safetensors")
                .without("sentence_bert_config.json");
    }

    private static FakeModelFolder architecture(String name) {
        FakeModelFolder folder = tokensOnly();
        String config = folder.text("config.json");
        assertThat(config).contains("\"BertModel\"");
        return folder.with("config.json", config.replace("\"BertModel\"", '"' + name + '"'));
    }

    static FakeModelFolder stated(String pooling, boolean normalize, int length) {
        return tokensOnly()
                .with(
                        "model.yaml",
                        "pooling: " + pooling + "\nnormalize: " + normalize + "\nmax_length: " + length + "\n");
    }

    static Served serve(FakeModelFolder folder) {
        FolderView view = Engine.onDisk(folder);
        return Served.of(new SentenceTransformersPlugin(), view, UnaryOperator.identity());
    }

    private static TaskException refusal(FakeModelFolder folder) {
        TaskException refused = catchThrowableOfType(TaskException.class, () -> {
            try (Served served = serve(folder)) {
                assertThat(served).isNull();
            }
        });
        assertThat(refused).isNotNull();
        return refused;
    }
}
