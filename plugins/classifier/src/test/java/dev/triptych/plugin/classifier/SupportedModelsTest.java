package dev.triptych.plugin.classifier;

import static org.assertj.core.api.Assertions.assertThat;

import dev.triptych.parity.Served;
import dev.triptych.parity.SupportedPage;
import dev.triptych.parity.SupportedRow;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

/** {@code docs/supported-models.md} against what the classifiers are held to. */
class SupportedModelsTest {
    private static final Map<String, String> KINDS = Map.of(
            "image", "image classifier, as Optimum exports",
            "distilled", "image classifier with a teacher's head (DeiT), pictures cropped",
            "text", "text classifier, as Optimum exports");

    @Test
    void classifiers_heldToTheirGoldensAndMistakes_areThePage() {
        SupportedPage.assertSection(
                "classifier",
                ClassifierGoldens.ALL.stream().map(SupportedModelsTest::row).toList());
    }

    private static SupportedRow row(ClassifierGoldens golden) {
        String count = String.valueOf(golden.items().size());
        boolean image = golden.stage().equals("image");
        try (Served served = ClassifierGoldens.serve(golden.folder(), UnaryOperator.identity())) {
            assertThat(golden.misses(golden.answers(served))).as(golden.name()).isEmpty();
            return SupportedRow.of(
                    KINDS.getOrDefault(golden.name(), ""),
                    golden.folder(),
                    new ClassifierPlugin(),
                    served.model(),
                    new SupportedRow.Compared(
                            golden.reference(), image ? count : "-", image ? "-" : count, mistakes(golden)));
        }
    }

    private static List<String> mistakes(ClassifierGoldens golden) {
        return ClassifierGoldenTest.mistakes().stream()
                .filter(mistake -> mistake.golden().equals(golden))
                .filter(mistake -> !mistake.misses().get().isEmpty())
                .map(ClassifierGoldenTest.Mistake::name)
                .toList();
    }
}
