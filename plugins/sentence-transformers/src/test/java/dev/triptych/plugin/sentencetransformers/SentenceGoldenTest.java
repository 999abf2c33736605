package dev.triptych.plugin.sentencetransformers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.triptych.parity.Served;
import dev.triptych.parity.Vectors;
import dev.triptych.spi.model.Prompts;
import dev.triptych.testing.FakeModelFolder;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The committed folder on ONNX Runtime, in all its variants, against sentence-transformers. */
class SentenceGoldenTest {
    static List<SentenceGoldens.Variant> variants() {
        return SentenceGoldens.ALL.variants();
    }

    @ParameterizedTest
    @MethodSource("variants")
    void embed_eachVariantInOneRaggedBatch_equalsTheReference(SentenceGoldens.Variant variant) {
        List<String> texts = SentenceGoldens.ALL.texts().stream()
                .map(text -> variant.prompt() + text)
                .toList();
        try (Served served = SentenceGoldens.serve(variant.folder(), UnaryOperator.identity())) {
            assertThat(SentenceGoldens.misses(variant, served.texts(texts))).isEmpty();
        }
    }

    @Test
    void embed_alone_equalsTheBatch() {
        SentenceGoldens.Variant variant = SentenceGoldens.variant("as it lies");
        try (Served served = SentenceGoldens.serve(variant.folder(), UnaryOperator.identity())) {
            List<Served.Answer> alone =
                    SentenceGoldens.ALL.texts().stream().map(served::text).toList();
            assertThat(SentenceGoldens.misses(variant, alone)).isEmpty();
            assertThat(alone).allMatch(Served.Answer::normalized);
        }
    }

    @Test
    void embedder_settings_areTheFolders() {
        FakeModelFolder folder = SentenceGoldens.variant("as it lies").folder();
        try (Served served = SentenceGoldens.serve(folder, UnaryOperator.identity())) {
            assertThat(served.embedder().prompts())
                    .isEqualTo(new Prompts(Map.of("query", "find the photo: ", "passage", ""), ""));
            assertThat(served.embedder().contrastive()).isTrue();
            assertThat(served.embedder().space().id()).matches("sentence-[0-9a-f]{16}");
            assertThat(served.embedder().space().dim()).isEqualTo(16);
            assertThat(served.warnings()).isEmpty();
            assertThat(served.text("word ".repeat(500)).truncated()).isTrue();
        }
    }

    @Test
    void embedder_dotProduct_sendsVectorsAsTheyAre() {
        FakeModelFolder folder = SentenceGoldens.variant("not normalized")
                .folder()
                .with("config_sentence_transformers.json", "{\"similarity_fn_name\": \"dot\"}");
        try (Served served = SentenceGoldens.serve(folder, UnaryOperator.identity())) {
            assertThat(served.embedder().contrastive()).isFalse();
            Served.Answer answer = served.text("a photo");
            assertThat(answer.normalized()).isFalse();
            assertThat(Vectors.norm(answer.vector())).isNotCloseTo(1, within(1e-2));
        }
    }

    @Test
    void space_ofOtherPooling_isAnother() {
        try (Served mean = SentenceGoldens.serve(
                        SentenceGoldens.variant("as it lies").folder(), UnaryOperator.identity());
                Served cls =
                        SentenceGoldens.serve(SentenceGoldens.variant("cls").folder(), UnaryOperator.identity())) {
            assertThat(mean.embedder().space()).isNotEqualTo(cls.embedder().space());
        }
    }
}
