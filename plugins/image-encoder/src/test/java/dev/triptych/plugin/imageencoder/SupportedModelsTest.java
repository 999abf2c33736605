package dev.triptych.plugin.imageencoder;

import static org.assertj.core.api.Assertions.assertThat;

import dev.triptych.parity.Served;
import dev.triptych.parity.SupportedPage;
import dev.triptych.parity.SupportedRow;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

/** {@code docs/supported-models.md} against what the encoders are held to. */
class SupportedModelsTest {
    private static final Map<String, String> KINDS = Map.of(
            "vit", "ViT without a head, as Optimum exports; also mean and pooler by `model.yaml`",
            "dinov2", "DINOv2, as Optimum exports; also mean and pooler by `model.yaml`");

    @Test
    void encoders_heldToTheirGoldensAndMistakes_areThePage() {
        SupportedPage.assertSection(
                "image-encoder",
                ImageEncoderGoldenTest.goldens().stream()
                        .map(SupportedModelsTest::row)
                        .toList());
    }

    private static SupportedRow row(ImageEncoderGoldens golden) {
        for (String pooling : List.of("mean", "pooler")) {
            String yaml = "pooling: " + pooling + "\n";
            try (Served served = ImageEncoderGoldens.serve(golden.stating(yaml), UnaryOperator.identity())) {
                assertThat(golden.misses(pooling, true, served)).as(pooling).isEmpty();
            }
        }
        try (Served served = ImageEncoderGoldens.serve(golden.folder(), UnaryOperator.identity())) {
            assertThat(golden.misses("cls", true, served)).as(golden.name()).isEmpty();
            return SupportedRow.of(
                    KINDS.getOrDefault(golden.name(), ""),
                    golden.folder(),
                    new ImageEncoderPlugin(),
                    served.model(),
                    new SupportedRow.Compared(
                            golden.reference(),
                            String.valueOf(golden.pictures().size()),
                            "-",
                            Mistake.all().stream()
                                    .filter(mistake -> mistake.golden().equals(golden) && mistake.fails())
                                    .map(Mistake::name)
                                    .toList()));
        }
    }
}
