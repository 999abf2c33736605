package dev.triptych.media.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.triptych.media.testing.Fixtures;
import dev.triptych.spi.error.Reason;
import dev.triptych.spi.error.TaskException;
import dev.triptych.testing.FakeModelFolder;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Which files make a tokenizer, and what is said of folders that make none. */
class TokenizerFilesTest {
    private static final String TEXT = "a photo of a cat";

    @Test
    void source_severalFiles_isTokenizerJson() {
        FakeModelFolder folder =
                folder("bert-uncased").with("tokenizer.json", Fixtures.bytes("clip-combined/tokenizer.json"));
        TokenizerFiles files = TokenizerFiles.in(folder);
        assertThat(files.source()).hasValue("tokenizer.json");
        try (TextTokenizer tokenizer = TextTokenizer.open(files, TextOptions.of(77))) {
            assertThat(tokenizer.encode(TEXT).ids()).containsExactly(1512, 320, 1125, 539, 320, 66, 536, 1513);
        }
    }

    @Test
    void open_underAPrefix_isTheSame() {
        FakeModelFolder folder = new FakeModelFolder("model");
        FakeModelFolder plain = folder("bert-uncased");
        plain.files().forEach(file -> folder.with("textual/" + file, plain.read(file)));
        TokenizerFiles files = TokenizerFiles.in(folder, "textual/");
        assertThat(files.maxLength()).hasValue(96);
        assertThat(ids(files)).containsExactly(ids(TokenizerFiles.in(plain)));
        assertThat(TokenizerFiles.in(folder).present()).isFalse();
    }

    @Test
    void sides_stated_areUsed() {
        TokenizerFiles files = TokenizerFiles.in(folder("gpt2")
                .with(
                        "tokenizer_config.json",
                        "{\"tokenizer_class\": \"GPT2Tokenizer\", \"padding_side\": \"left\", \"truncation_side\":"
                                + " \"left\", \"add_bos_token\": true, \"pad_token\": \"<|endoftext|>\"}"));
        assertThat(files.paddingSide()).hasValue(Side.LEFT);
        assertThat(files.truncationSide()).hasValue(Side.LEFT);
        try (TextTokenizer tokenizer =
                TextTokenizer.open(files, TextOptions.of(4).paddedToLongest())) {
            assertThat(tokenizer.encode("a").ids()).containsExactly(700, 700, 700, 64);
            assertThat(tokenizer.encode("a photo of a cat").ids())
                    .startsWith(700)
                    .endsWith(648);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "clip,vocab.json",
        "gpt2,vocab.json",
        "roberta,vocab.json",
        "bert-uncased,vocab.txt",
        "siglip,spiece.model",
        "gemma,tokenizer.model"
    })
    void open_nothingButConfigurations_namesWhatIsExpected(String kind, String file) {
        TaskException refused = refused(folder(kind).without(file));
        assertThat(refused.reason()).isEqualTo(Reason.MODEL_INCOMPLETE);
        assertThat(refused).hasMessageContaining("tokenizer.json").hasMessageContaining(file);
    }

    @Test
    void open_classOfAnotherForm_namesTheMissingFile() {
        TaskException refused = refused(
                folder("bert-uncased").with("tokenizer_config.json", "{\"tokenizer_class\": \"CLIPTokenizerFast\"}"));
        assertThat(refused.reason()).isEqualTo(Reason.MODEL_INCOMPLETE);
        assertThat(refused).hasMessageStartingWith("vocab.json is missing");
    }

    @Test
    void open_unknownClass_saysHowToGetATokenizerJson() {
        TaskException refused =
                refused(folder("t5").with("tokenizer_config.json", "{\"tokenizer_class\": \"XLNetTokenizer\"}"));
        assertThat(refused.reason()).isEqualTo(Reason.MODEL_UNSUPPORTED);
        assertThat(refused).hasMessageContaining("'XLNetTokenizer'").hasMessageContaining("save_pretrained");
    }

    @Test
    void open_classOfAnotherModelType_isConfigInvalid() {
        TaskException refused =
                refused(folder("gemma").with("tokenizer_config.json", "{\"tokenizer_class\": \"T5Tokenizer\"}"));
        assertThat(refused.reason()).isEqualTo(Reason.CONFIG_INVALID);
        assertThat(refused).hasMessageStartingWith("tokenizer.model: its model_type is bpe");
    }

    @Test
    void open_noClassAnywhere_isToldByTheFiles() {
        for (String kind : List.of("clip", "gpt2", "roberta", "bert-uncased")) {
            FakeModelFolder bare = folder(kind).without("tokenizer_config.json").without("config.json");
            assertThat(ids(TokenizerFiles.in(bare))).as(kind).containsExactly(ids(TokenizerFiles.in(folder(kind))));
        }
    }

    @ParameterizedTest
    @CsvSource({
        "clip,vocab.json,{",
        "clip,vocab.json,[]",
        "clip,vocab.json,{}",
        "clip,vocab.json,'{\"a\": \"b\"}'",
        "clip,vocab.json,'{\"a\": -1}'",
        "clip,merges.txt,one",
        "clip,merges.txt,a b c",
        "clip,merges.txt,q zzz",
        "bert-uncased,vocab.txt,''",
        "bert-uncased,vocab.txt,version https://git-lfs.github.com/spec/v1",
        "bert-uncased,tokenizer_config.json,{",
        "mpnet,vocab.txt,'[UNK]'",
        "siglip,tokenizer_config.json,'{\"tokenizer_class\": \"SiglipTokenizer\", \"added_tokens_decoder\": {\"x\": {\"content\": \"y\"}}}'"
    })
    void open_damagedFile_isNamed(String kind, String file, String contents) {
        TaskException refused = refused(folder(kind).with(file, contents));
        assertThat(refused.reason()).isEqualTo(Reason.CONFIG_INVALID);
        assertThat(refused.text()).startsWith(file + ": ").hasSizeLessThan(512);
    }

    @ParameterizedTest
    @ValueSource(strings = {"t5", "xlm-roberta", "siglip", "gemma"})
    void open_sentencePieceCutShort_isRefusedAndNamed(String kind) {
        FakeModelFolder whole = folder(kind);
        String file = TokenizerFiles.in(whole).source().orElseThrow();
        byte[] bytes = whole.read(file);
        for (int length : new int[] {0, 1, 2, 5, 20, bytes.length / 2, bytes.length - 1}) {
            TaskException refused = refused(whole.copy().with(file, Arrays.copyOf(bytes, length)));
            assertThat(refused.reason()).as("cut to " + length).isEqualTo(Reason.MODEL_CORRUPT);
            assertThat(refused.text()).startsWith(file + ": ");
        }
    }

    @Test
    void open_sentencePieceWithFlippedBytes_neverEscapes() {
        FakeModelFolder whole = folder("gemma");
        byte[] bytes = whole.read("tokenizer.model");
        int refusals = 0;
        for (int at = 0; at < bytes.length; at += 211) {
            byte[] flipped = bytes.clone();
            flipped[at] ^= (byte) 0x85;
            FakeModelFolder folder = whole.copy().with("tokenizer.model", flipped);
            try (TextTokenizer tokenizer = TextTokenizer.open(TokenizerFiles.in(folder), TextOptions.of(32))) {
                assertThat(tokenizer.encode(TEXT).length()).isLessThanOrEqualTo(32);
            } catch (TaskException refused) {
                refusals++;
                assertThat(refused.text()).startsWith("tokenizer.model: ");
            }
        }
        assertThat(refusals).isPositive();
    }

    private static FakeModelFolder folder(String kind) {
        return FakeModelFolder.of(Fixtures.path("tokenizers/" + kind));
    }

    private static int[] ids(TokenizerFiles files) {
        try (TextTokenizer tokenizer = TextTokenizer.open(files, TextOptions.of(32))) {
            return tokenizer.encode(TEXT).ids();
        }
    }

    private static TaskException refused(FakeModelFolder folder) {
        TaskException refused = catchThrowableOfType(
                TaskException.class, () -> TextTokenizer.open(TokenizerFiles.in(folder), TextOptions.of(32))
                        .close());
        assertThat(refused).isNotNull();
        return refused;
    }
}
