package dev.triptych.media.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.triptych.media.testing.Fixtures;
import dev.triptych.spi.content.Content;
import dev.triptych.spi.error.Reason;
import dev.triptych.spi.error.TaskException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TextTokenizerTest {
    private static final int START = 1512;
    private static final int END = 1513;
    private static final byte[] FILE = Fixtures.bytes("clip-combined/tokenizer.json");

    private final TextTokenizer clip = TextTokenizer.fromHuggingFace(FILE, TextOptions.of(77));

    @AfterEach
    void close() {
        clip.close();
    }

    @Test
    void encode_empty_isStartAndEnd() {
        assertThat(clip.encode("").ids()).containsExactly(START, END);
    }

    @Test
    void encode_emptyWhereNotAllowed_isRefused() {
        try (TextTokenizer strict = TextTokenizer.fromHuggingFace(FILE, new TextOptions(77, false, 100))) {
            assertThat(refused(() -> strict.encode("")).reason()).isEqualTo(Reason.TEXT_EMPTY);
        }
    }

    @Test
    void row18_nothingLeftForTheModel_isRefused() {
        String bare = Fixtures.text("clip-combined/tokenizer.json")
                .replaceFirst("\"post_processor\":\\{[^}]*}", "\"post_processor\":null");
        try (TextTokenizer tokenizer =
                TextTokenizer.fromHuggingFace(bare.getBytes(StandardCharsets.UTF_8), TextOptions.of(77))) {
            for (String nothing : List.of("", " ", "\n\t")) {
                TaskException refused = refused(() -> tokenizer.encode(new Content.Text(nothing)));
                assertThat(refused.reason()).isEqualTo(Reason.TEXT_EMPTY);
            }
            assertThat(tokenizer.encode(new Content.Text("a")).length()).isEqualTo(1);
        }
    }

    @Test
    void row18_checkLength_isByCharactersAlone() {
        assertThat(refused(() -> clip.checkLength("a".repeat(65_537))).reason()).isEqualTo(Reason.TEXT_TOO_LONG);
        clip.checkLength("\uD83D".repeat(65_536));
        clip.checkLength("");
    }

    @Test
    void encode_tooLong_keepsStartAndEnd() {
        Tokens tokens = clip.encode("cat ".repeat(500));
        assertThat(tokens.ids()).hasSize(77).startsWith(START).endsWith(END);
        assertThat(tokens.truncated()).isTrue();
    }

    @Test
    void encode_tooLongAndNotToBeCut_isRefusedWithItsTokens() {
        Content.Text whole = new Content.Text("a ".repeat(500), false);
        TaskException refused = refused(() -> clip.encode(whole));
        assertThat(refused.reason()).isEqualTo(Reason.TEXT_TOO_LONG);
        assertThat(refused.metadata()).containsEntry("tokens", "502").containsEntry("limit", "77");
        assertThat(refused.text()).contains("502").contains("77");
        assertThat(clip.encode(new Content.Text("a ".repeat(75), false)).truncated())
                .isFalse();
        assertThat(clip.encode(new Content.Text(whole.text())).truncated()).isTrue();
    }

    @Test
    void encode_endDropped_missesTheGolden() {
        String mutant = Fixtures.text("clip-combined/tokenizer.json")
                .replaceFirst("\"post_processor\":\\{[^}]*}", "\"post_processor\":null");
        int[] golden = {START, 320, 1125, 539, 320, 66, 536, END};
        assertThat(clip.encode("a photo of a cat").ids()).containsExactly(golden);
        try (TextTokenizer wrong =
                TextTokenizer.fromHuggingFace(mutant.getBytes(StandardCharsets.UTF_8), TextOptions.of(77))) {
            assertThat(wrong.encode("a photo of a cat").ids()).isNotEqualTo(golden);
        }
    }

    @Test
    void encode_aboveTheLimitOfCharacters_isRefused() {
        TaskException refused = refused(() -> clip.encode("a".repeat(65_537)));
        assertThat(refused.reason()).isEqualTo(Reason.TEXT_TOO_LONG);
        assertThat(refused.metadata()).containsEntry("limit", "65536");
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 'a', 0x301, ' ', '<', 0xFEFF, 0xFFFF, 0x732B, 0x1F600})
    void encode_atTheLimitOfCharacters_isCut(int codePoint) {
        String unit = Character.toString(codePoint);
        Tokens tokens = clip.encode(unit.repeat(65_536 / unit.length()));
        assertThat(tokens.length()).isBetween(2, 77);
        assertThat(tokens.ids()).startsWith(START).endsWith(END);
    }

    @ParameterizedTest
    @ValueSource(ints = {0xD83D, 0xDE00})
    void encode_loneSurrogate_isRefused(int surrogate) {
        String half = String.valueOf((char) surrogate);
        for (String text : List.of(half, "a" + half, half + "a", half + half, "\uDE00\uD83D")) {
            assertThat(refused(() -> clip.encode(text)).reason()).isEqualTo(Reason.TEXT_INVALID);
        }
    }

    @Test
    void encode_manyThreads_allGetTheSame() throws Exception {
        String text = "café naïve Übergröße 猫 😀";
        int[] right = clip.encode(text).ids();
        ExecutorService threads = Executors.newFixedThreadPool(4);
        try {
            List<Future<int[]>> all = new ArrayList<>();
            for (int i = 0; i < 400; i++) {
                all.add(threads.submit(() -> clip.encode(text).ids()));
            }
            for (Future<int[]> one : all) {
                assertThat(one.get()).containsExactly(right);
            }
        } finally {
            threads.shutdownNow();
        }
    }

    @Test
    void encode_afterClose_isABug() {
        TextTokenizer closed = TextTokenizer.fromHuggingFace(FILE, TextOptions.of(77));
        closed.close();
        closed.close();
        assertThatIllegalStateException().isThrownBy(() -> closed.encode("a"));
    }

    @Test
    void encode_fileWithItsOwnPaddingAndTruncation_paysNoHeed() {
        String own = Fixtures.text("clip-combined/tokenizer.json")
                .replaceFirst(
                        "\"truncation\":null,\"padding\":null",
                        "\"truncation\":{\"max_length\":5,\"strategy\":\"LongestFirst\",\"stride\":0,\"direction\":\"Right\"},"
                                + "\"padding\":{\"strategy\":{\"Fixed\":20},\"direction\":\"Right\",\"pad_to_multiple_of\":null,"
                                + "\"pad_id\":1513,\"pad_type_id\":0,\"pad_token\":\"<|endoftext|>\"}");
        try (TextTokenizer tokenizer =
                TextTokenizer.fromHuggingFace(own.getBytes(StandardCharsets.UTF_8), TextOptions.of(77))) {
            assertThat(tokenizer.encode("a photo of a cat").length()).isEqualTo(8);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "{}",
                "[]",
                "version https://git-lfs.github.com/spec/v1",
                "{\"model\":{\"type\":\"BPE\",\"vocab\":{}}}",
                "{\"version\":\"1.0\",\"model\":{\"type\":\"Nothing\",\"vocab\":{\"a\":1}}}",
                "{\"version\":\"1.0\",\"model\":{\"type\":\"BPE\",\"vocab\":{\"a\":-1},\"merges\":[\"x y\"]}}"
            })
    void fromHuggingFace_notATokenizer_isConfigInvalid(String file) {
        TaskException refused =
                refused(() -> TextTokenizer.fromHuggingFace(file.getBytes(StandardCharsets.UTF_8), TextOptions.of(77)));
        assertThat(refused.reason()).isEqualTo(Reason.CONFIG_INVALID);
        assertThat(refused).hasMessageStartingWith("tokenizer.json: ");
    }

    @Test
    void modelMaxLength_meaninglesslyLarge_isEmpty() {
        assertThat(TextTokenizer.modelMaxLength("{\"model_max_length\": 1000000000000000019884624838656}"))
                .isEmpty();
        assertThat(TextTokenizer.modelMaxLength("{\"model_max_length\": 77}")).hasValue(77);
        assertThat(TextTokenizer.modelMaxLength("{}")).isEmpty();
    }

    @Test
    void buckets_forClip_endAtItsLength() {
        assertThat(TextBuckets.upTo(77)).containsExactly(8, 16, 24, 32, 48, 64, 77);
        assertThat(TextBuckets.rung(TextBuckets.upTo(77), 9)).isEqualTo(16);
        assertThat(TextBuckets.upTo(8)).containsExactly(8);
    }

    private static TaskException refused(Runnable call) {
        TaskException refused = catchThrowableOfType(TaskException.class, call::run);
        assertThat(refused).isNotNull();
        return refused;
    }
}
