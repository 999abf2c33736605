package dev.triptych.media.image;

import static org.assertj.core.api.Assertions.assertThat;

import dev.triptych.media.testing.Fixtures;
import dev.triptych.media.testing.ImageMutant;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The goldens have teeth: each way of being slightly wrong is caught by each photo. */
class ImageMutantsTest {
    @ParameterizedTest
    @EnumSource(ImageMutant.class)
    void process_mutated_missesTheGolden(ImageMutant mutant) {
        String config = Fixtures.text("clip-combined/preprocessor_config.json");
        for (String name : new String[] {"png-rgb-coffee-150x100.png", "png-rgb-chelsea-107x160.png"}) {
            byte[] right = GoldenImagesTest.process(ImagePreprocessor.fromHuggingFace(config), Fixtures.image(name));
            byte[] wrong = mutant.process(config, Fixtures.image(name));
            assertThat(Fixtures.sha256(right)).isEqualTo(golden(name));
            assertThat(Fixtures.sha256(wrong)).isNotEqualTo(golden(name));
        }
    }

    private static String golden(String name) {
        return Fixtures.elements(Fixtures.json("goldens/clip.json").get("images"))
                .filter(image -> image.get("name").asText().equals(name))
                .map(image -> image.get("pixel_values_chw_f32_sha256").asText())
                .findFirst()
                .orElseThrow();
    }
}
