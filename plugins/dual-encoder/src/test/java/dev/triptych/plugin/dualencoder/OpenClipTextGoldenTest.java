package dev.triptych.plugin.dualencoder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.triptych.parity.Engine;
import dev.triptych.parity.Served;
import dev.triptych.spi.error.TaskException;
import dev.triptych.testing.FakeModelFolder;
import dev.triptych.testing.Fixtures;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Text towers that read their padding, against open_clip: each kind pads by a token of its own. */
class OpenClipTextGoldenTest {
    private static Parity texts(String name, FakeModelFolder folder) {
        try (Served served = Folders.serve(Engine.onDisk(folder), UnaryOperator.identity())) {
            return new Parity(served, Goldens.read(name)).texts();
        }
    }

    private static FakeModelFolder fixture(String name) {
        return FakeModelFolder.of(Fixtures.path(name));
    }

    @ParameterizedTest
    @ValueSource(strings = {"openclip-xlmr", "openclip-bidirectional", "openclip-clipa"})
    void embed_texts_equalOpenClip(String name) {
        Parity parity = texts(name, fixture(name));
        System.out.println(name + ": " + parity.figures());
        assertThat(parity.tensorMisses()).isEmpty();
        assertThat(parity.vectorMisses()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "openclip-xlmr, textual/tokenizer_config.json, '\"pad_token\": \"<pad>\"', '\"pad_token\": \"</s>\"'",
        "openclip-clipa, open_clip_config.json, '\"strip_sep_token\": true', '\"strip_sep_token\": false'",
        "openclip-clipa, tokenizer_config.json, '\"pad_token\": \"[PAD]\"', '\"pad_token\": \"[SEP]\"'",
    })
    void embed_anotherPaddingOrSeparator_missesTheGoldens(String name, String file, String from, String to) {
        FakeModelFolder folder = fixture(name);
        assertThat(folder.text(file)).contains(from);
        Parity parity = texts(name, folder.with(file, folder.text(file).replace(from, to)));
        System.out.println(name + " " + from + ": " + parity.figures());
        assertThat(parity.vectorMisses())
                .hasSizeGreaterThan(Goldens.read(name).texts().size() / 2);
    }

    @Test
    void embed_clipsTokenizerPaddedByItsEndOfText_missesTheGoldens() {
        String name = "openclip-bidirectional";
        FakeModelFolder folder = fixture(name);
        String config = folder.text("open_clip_config.json")
                .replace("\"no_causal_mask\"", "\"hf_tokenizer_name\": \"clip\", \"no_causal_mask\"");
        folder.with("open_clip_config.json", config)
                .with("tokenizer_config.json", "{\"pad_token\": \"<end_of_text>\"}");
        assertThat(texts(name, folder).vectorMisses())
                .hasSizeGreaterThan(Goldens.read(name).texts().size() / 2);
    }

    @Test
    void embed_textsNotRepaired_missesTheEverydayOnes() {
        String name = "openclip-clipa";
        FakeModelFolder folder = fixture(name);
        String model = folder.text("open_clip_config.json");
        folder.with("config.json", model.substring(model.indexOf("{", 1), model.lastIndexOf(",\n  \"preprocess_cfg\"")))
                .with("textual/model.onnx", folder.read("onnx/text_model.onnx"))
                .with("textual/tokenizer.json", folder.read("tokenizer.json"))
                .with("textual/tokenizer_config.json", folder.read("tokenizer_config.json"));
        assertThat(texts(name, folder).vectorMisses()).contains("repaired 0", "repaired 2", "ligatures and full width");
    }

    @ParameterizedTest
    @CsvSource({
        "openclip-clipa, strip_sep_token, language, tokenizer_kwargs.language",
        "openclip-clipa, tokenizer_kwargs, 'tokenizer_mode\": \"clips\", \"kwargs', tokenizer_mode",
        "openclip-bidirectional, no_causal_mask, 'tokenizer_kwargs\": {\"strip_sep_token\": true}, \"x', strip_sep_token",
        "openclip-bidirectional, no_causal_mask, 'tokenizer_kwargs\": {\"reduction_mask\": \"simple\"}, \"x', reduction_mask",
        "openclip-bidirectional, no_causal_mask, 'tokenizer_kwargs\": {\"clean\": \"soap\"}, \"x', clean",
    })
    void load_tokenizerSettingThatIsNotUnderstood_isRefusedByName(String name, String from, String to, String named) {
        FakeModelFolder folder = fixture(name);
        String config = folder.text("open_clip_config.json");
        folder.with("open_clip_config.json", config.replace(from, to));
        assertThatThrownBy(() -> texts(name, folder))
                .isInstanceOf(TaskException.class)
                .hasMessageContaining(named);
    }
}
