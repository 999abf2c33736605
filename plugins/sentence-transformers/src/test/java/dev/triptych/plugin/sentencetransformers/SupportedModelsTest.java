package dev.triptych.plugin.sentencetransformers;

import static org.assertj.core.api.Assertions.assertThat;

import dev.triptych.parity.Served;
import dev.triptych.parity.SupportedPage;
import dev.triptych.parity.SupportedRow;
import dev.triptych.testing.FakeModelFolder;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** {@code docs/supported-models.md} against what the folder and its variants are held to. */
class SupportedModelsTest {
    @Test
    void variants_heldToTheirGoldensAndMistakes_areThePage() {
        List<SentenceGoldens.Variant> variants = SentenceGoldens.ALL.variants();
        variants.forEach(SupportedModelsTest::assertHolds);
        FakeModelFolder folder = SentenceGoldens.variant("as it lies").folder();
        try (Served served = SentenceGoldens.serve(folder, UnaryOperator.identity())) {
            SupportedRow row = SupportedRow.of(
                    "sentence encoder: "
                            + variants.stream()
                                    .map(SentenceGoldens.Variant::name)
                                    .collect(Collectors.joining("; ")),
                    folder,
                    new SentenceTransformersPlugin(),
                    served.model(),
                    new SupportedRow.Compared(
                            SentenceGoldens.ALL.reference(),
                            "-",
                            SentenceGoldens.ALL.texts().size() + " in each of " + variants.size() + " variants",
                            mistakes()));
            SupportedPage.assertSection(
                    "sentence-transformers",
                    List.of(
                            row,
                            plain(
                                    "text encoder without `modules.json` whose graph pools, as Optimum exports",
                                    PlainEncoderTest.whole(),
                                    PlainEncoderTest.pooled()),
                            plain(
                                    "text encoder without `modules.json`, as transformers.js has it, pooled as"
                                            + " `model.yaml` says",
                                    PlainEncoderTest.stated("mean", true, 48),
                                    PlainEncoderTest.stated())));
        }
    }

    private static SupportedRow plain(String kind, FakeModelFolder folder, List<PlainEncoderTest.Mistake> mistakes) {
        try (Served served = PlainEncoderTest.serve(folder)) {
            assertThat(SentenceGoldens.misses(
                            SentenceGoldens.variant("as it lies"), served.texts(SentenceGoldens.ALL.texts())))
                    .as(kind)
                    .isEmpty();
            return SupportedRow.of(
                    kind,
                    folder,
                    new SentenceTransformersPlugin(),
                    served.model(),
                    new SupportedRow.Compared(
                            SentenceGoldens.ALL.reference(),
                            "-",
                            String.valueOf(SentenceGoldens.ALL.texts().size()),
                            mistakes.stream()
                                    .filter(PlainEncoderTest.Mistake::fails)
                                    .map(PlainEncoderTest.Mistake::name)
                                    .toList()));
        }
    }

    private static void assertHolds(SentenceGoldens.Variant variant) {
        List<String> texts = SentenceGoldens.ALL.texts().stream()
                .map(text -> variant.prompt() + text)
                .toList();
        try (Served served = SentenceGoldens.serve(variant.folder(), UnaryOperator.identity())) {
            assertThat(SentenceGoldens.misses(variant, served.texts(texts)))
                    .as(variant.name())
                    .isEmpty();
        }
    }

    private static List<String> mistakes() {
        return SentenceMutantsTest.mistakes().stream()
                .filter(mistake -> !mistake.misses().get().isEmpty())
                .map(SentenceMutantsTest.Mistake::toString)
                .toList();
    }
}
