package dev.triptych.plugin.sentencetransformers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.triptych.parity.Engine;
import dev.triptych.parity.Served;
import dev.triptych.spi.error.Reason;
import dev.triptych.spi.error.TaskException;
import dev.triptych.spi.model.Embedder;
import dev.triptych.spi.model.Model;
import dev.triptych.spi.model.ModelDefinition;
import dev.triptych.spi.model.Recognition;
import dev.triptych.testing.FakeLoadContext;
import dev.triptych.testing.FakeModelFolder;
import dev.triptych.testing.LedgerAllocator;
import java.util.Arrays;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which folders are served, and what is said of those that are not. */
class SentenceFoldersTest {
    private static final String MODULES = "modules.json";

    @Test
    void recognise_clipOrOtherModules_isNotMine() {
        FakeModelFolder clip = folder().with(
                        MODULES,
                        "[{\"idx\": 0, \"path\": \"\", \"type\": \"sentence_transformers.models.CLIPModel\"}]");
        assertThat(new SentenceTransformersPlugin().recognise(clip)).isInstanceOf(Recognition.NotMine.class);
        assertThat(new SentenceTransformersPlugin().recognise(folder().with(MODULES, "{}")))
                .isInstanceOf(Recognition.NotMine.class);
    }

    @Test
    void recognise_weightsOnly_namesTheExport() {
        Recognition recognition = new SentenceTransformersPlugin()
                .recognise(folder().without("onnx/model.onnx").with("model.safetensors", "x"));
        assertThat(recognition).isInstanceOf(Recognition.NeedsExport.class);
        assertThat(((Recognition.NeedsExport) recognition).remedy())
                .isEqualTo("triptych-export sentence sentence-onnx");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "modules.json|[]|CONFIG_INVALID|expected a list of modules",
                "modules.json|{|CONFIG_INVALID|expected a list of modules",
                "modules.json|[{\"path\": \"\", \"type\": \"a.Transformer\"}, {\"path\": \"x\", \"type\": \"a.LSTM\"}]|MODEL_UNSUPPORTED|'LSTM'",
                "modules.json|[{\"path\": \"\", \"type\": \"a.Transformer\"}]|MODEL_UNSUPPORTED|no Pooling follows",
                "1_Pooling/config.json|{\"pooling_mode\": \"median\"}|CONFIG_INVALID|pooling_mode must be one or some of cls",
                "1_Pooling/config.json|{\"pooling_mode_mean_tokens\": 1}|CONFIG_INVALID|must be true or false",
                "sentence_bert_config.json|{\"max_seq_length\": \"x\"}|CONFIG_INVALID|max_seq_length must be",
                "config_sentence_transformers.json|{\"default_prompt_name\": \"q\"}|CONFIG_INVALID|default_prompt_name",
                "config_sentence_transformers.json|{\"prompts\": {\"q\": 1}}|CONFIG_INVALID|prompts must be texts",
                "config_sentence_transformers.json|{\"similarity_fn_name\": \"x\"}|CONFIG_INVALID|similarity_fn_name",
                "vocab.txt|x|CONFIG_INVALID|is not in it"
            })
    void load_badFile_isNamedWithWhatWasExpected(String file, String contents, Reason reason, String words) {
        refused(folder().with(file, contents), reason, file, words);
    }

    @Test
    void load_missingFile_isNamed() {
        refused(folder().without("1_Pooling/config.json"), Reason.MODEL_INCOMPLETE, "1_Pooling/config.json", "missing");
        refused(folder().without("config.json"), Reason.MODEL_INCOMPLETE, "config.json", "missing");
        refused(folder().without("vocab.txt"), Reason.MODEL_INCOMPLETE, "the folder has no tokenizer", "vocab.txt");
        refused(folder().without("onnx/model.onnx"), Reason.MODEL_INCOMPLETE, "no ONNX file", "onnx/model.onnx");
    }

    @Test
    void load_pickledDense_isRefusedWithTheExport() {
        FakeModelFolder folder = dense().without("2_Dense/model.safetensors").with("2_Dense/pytorch_model.bin", "x");
        refused(folder, Reason.MODEL_INCOMPLETE, "2_Dense/pytorch_model.bin is a pickle", "triptych-export sentence");
        refused(
                dense().without("2_Dense/model.safetensors"),
                Reason.MODEL_INCOMPLETE,
                "2_Dense/model.safetensors",
                "missing");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"in_features\": 16, \"out_features\": 13}|'linear.weight' of shape [13, 16]",
                "{\"in_features\": 12, \"out_features\": 12}|[12, 12]",
                "{\"out_features\": 12}|in_features must be",
                "{\"in_features\": 16, \"out_features\": 12, \"activation_function\": \"torch.nn.Mish\"}|activation_function must be"
            })
    void load_denseThatDoesNotFit_isConfigInvalid(String config, String words) {
        TaskException refused = refusal(dense().with("2_Dense/config.json", config));
        assertThat(refused.reason()).isEqualTo(Reason.CONFIG_INVALID);
        assertThat(refused.text()).startsWith("2_Dense/").contains(words);
    }

    @Test
    void load_safetensorsCutShort_isCorrupt() {
        byte[] whole = dense().read("2_Dense/model.safetensors");
        for (int length : new int[] {0, 7, 8, 30, whole.length - 1}) {
            refused(
                    dense().with("2_Dense/model.safetensors", Arrays.copyOf(whole, length)),
                    Reason.MODEL_CORRUPT,
                    "2_Dense/model.safetensors",
                    "cut short");
        }
    }

    @Test
    void dims_stated_areTheEmbedders() {
        assertThat(load(folder().override("dims", List.of(8, 4)))).containsExactly(8, 4);
        assertThat(load(folder())).isEmpty();
    }

    @Test
    void dims_outsideTheVector_areRefused() {
        for (Object bad : List.of("8", List.of(0), List.of(16), List.of("x"), List.of())) {
            assertThat(refusalInMemory(folder().override("dims", bad)).text())
                    .startsWith("model.yaml: dims must be a list of whole numbers from 1 to 15");
        }
    }

    private static List<Integer> load(FakeModelFolder folder) {
        try (FakeLoadContext context = Engine.context(folder, new LedgerAllocator());
                Model model = new SentenceTransformersPlugin().load(new ModelDefinition("m", "1", folder), context)) {
            return model.all(Embedder.class).get(0).dims();
        }
    }

    private static TaskException refusalInMemory(FakeModelFolder folder) {
        LedgerAllocator memory = new LedgerAllocator();
        try (FakeLoadContext context = Engine.context(folder, memory)) {
            TaskException refused = catchThrowableOfType(TaskException.class, () -> new SentenceTransformersPlugin()
                    .load(new ModelDefinition("m", "1", folder), context)
                    .close());
            assertThat(refused).isNotNull();
            return refused;
        }
    }

    private static FakeModelFolder folder() {
        return SentenceGoldens.variant("as it lies").folder();
    }

    private static FakeModelFolder dense() {
        return SentenceGoldens.variant("dense tanh").folder();
    }

    private static void refused(FakeModelFolder folder, Reason reason, String start, String words) {
        TaskException refused = refusal(folder);
        assertThat(refused.reason()).as(refused.text()).isEqualTo(reason);
        assertThat(refused.text()).startsWith(start).contains(words).hasSizeLessThanOrEqualTo(512);
    }

    private static TaskException refusal(FakeModelFolder folder) {
        TaskException refused = catchThrowableOfType(TaskException.class, () -> {
            try (Served served = SentenceGoldens.serve(folder, UnaryOperator.identity())) {
                assertThat(served).isNull();
            }
        });
        assertThat(refused).isNotNull();
        return refused;
    }
}
