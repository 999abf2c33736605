package dev.triptych.plugin.imageencoder;

import static org.assertj.core.api.Assertions.assertThat;

import dev.triptych.parity.Served;
import dev.triptych.spi.content.Modality;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** The committed encoders on ONNX Runtime against transformers, and each small mistake against the goldens. */
class ImageEncoderGoldenTest {
    static List<ImageEncoderGoldens> goldens() {
        return List.of(ImageEncoderGoldens.VIT, ImageEncoderGoldens.DINOV2);
    }

    @ParameterizedTest
    @MethodSource("goldens")
    void embed_folderAsItLies_isTheClassTokensVector(ImageEncoderGoldens golden) {
        try (Served served = ImageEncoderGoldens.serve(golden.folder(), UnaryOperator.identity())) {
            assertThat(golden.misses("cls", true, served)).isEmpty();
            assertThat(served.warnings()).isEmpty();
            assertThat(served.embedder().modalities()).containsExactly(Modality.IMAGE);
            assertThat(served.embedder().contrastive()).isTrue();
            assertThat(served.embedder().space().dim()).isEqualTo(16);
        }
    }

    @ParameterizedTest
    @CsvSource({"cls, false", "cls, true", "mean, false", "mean, true", "pooler, false", "pooler, true"})
    void embed_poolingOfModelYaml_equalsTheReference(String pooling, boolean normalize) {
        for (ImageEncoderGoldens golden : goldens()) {
            String yaml = "pooling: " + pooling + "\nnormalize: " + normalize + "\n";
            try (Served served = ImageEncoderGoldens.serve(golden.stating(yaml), UnaryOperator.identity())) {
                assertThat(golden.misses(pooling, !normalize, served))
                        .as(golden.name())
                        .isEmpty();
                assertThat(served.image(ImageEncoderGoldens.picture(
                                        golden.pictures().get(0)))
                                .normalized())
                        .isEqualTo(normalize);
            }
        }
    }

    static List<Mistake> mistakes() {
        return Mistake.all();
    }

    @ParameterizedTest
    @MethodSource("mistakes")
    void embed_mistaken_missesTheGolden(Mistake mistake) {
        assertThat(mistake.fails()).isTrue();
    }

    @Test
    void space_ofOtherPoolingOrNorm_isAnother() {
        List<String> ids = List.of("", "pooling: mean\n", "pooling: pooler\n", "normalize: true\n").stream()
                .map(ImageEncoderGoldenTest::space)
                .toList();
        assertThat(ids).doesNotHaveDuplicates().allMatch(id -> id.matches("image-[0-9a-f]{16}"));
        assertThat(space("pooling: cls\n")).isEqualTo(ids.get(0));
        assertThat(space("space: mine\n")).isEqualTo("mine");
    }

    private static String space(String yaml) {
        try (Served served =
                ImageEncoderGoldens.serve(ImageEncoderGoldens.VIT.stating(yaml), UnaryOperator.identity())) {
            return served.embedder().space().id();
        }
    }
}
