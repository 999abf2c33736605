package dev.triptych.plugin.sentencetransformers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.triptych.parity.Served;
import dev.triptych.spi.error.Reason;
import dev.triptych.spi.error.TaskException;
import dev.triptych.testing.FakeModelFolder;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

/** Prompts that are not pooled, on a tokenizer that puts no token around a text. */
class BlankPromptTest {
    private static final String TOKENIZER = """
            {"version": "1.0", "added_tokens": [], "normalizer": {"type": "Lowercase"},
             "pre_tokenizer": {"type": "Whitespace"}, "post_processor": null, "decoder": null,
             "model": {"type": "WordLevel", "vocab": {"[UNK]": 1, "cat": 7, "photo": 9}, "unk_token": "[UNK]"}}
            """;

    @Test
    void embed_blankPrompt_countsNoToken() {
        try (Served served = SentenceGoldens.serve(folder(), UnaryOperator.identity())) {
            assertThat(served.text(" cat photo").vector())
                    .isEqualTo(served.text("cat photo").vector());
        }
    }

    @Test
    void embed_blankText_isRefusedAsEmpty() {
        try (Served served = SentenceGoldens.serve(folder(), UnaryOperator.identity())) {
            assertThatThrownBy(() -> served.text("  "))
                    .isInstanceOfSatisfying(TaskException.class, refused -> assertThat(refused.reason())
                            .isEqualTo(Reason.TEXT_EMPTY));
        }
    }

    private static FakeModelFolder folder() {
        return SentenceGoldens.variant("prompt left out")
                .folder()
                .without("vocab.txt")
                .with("tokenizer_config.json", "{}")
                .with("tokenizer.json", TOKENIZER)
                .with("config_sentence_transformers.json", "{\"prompts\": {\"query\": \" \"}}");
    }
}
