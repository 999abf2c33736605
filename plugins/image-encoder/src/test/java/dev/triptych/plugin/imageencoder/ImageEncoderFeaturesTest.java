package dev.triptych.plugin.imageencoder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.triptych.parity.Served;
import dev.triptych.spi.content.Content;
import dev.triptych.spi.model.Feature;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What stands inside the committed encoders, against transformers. */
class ImageEncoderFeaturesTest {
    private static final int WIDTH = 16;
    private static final int PATCHES = 16;

    static List<ImageEncoderGoldens> goldens() {
        return ImageEncoderGoldenTest.goldens();
    }

    @ParameterizedTest
    @MethodSource("goldens")
    void pooled_eachPicture_equalsTheReferencesPooler(ImageEncoderGoldens golden) {
        List<Served.Inner> found = features(golden, Feature.POOLED);
        for (int i = 0; i < found.size(); i++) {
            float[] got = found.get(i).values().get(Feature.POOLED).numbers();
            assertClose(golden.pictures().get(i), got, golden.vector("pooler", i));
        }
    }

    // The mean of all tokens without the class token's share.
    @ParameterizedTest
    @MethodSource("goldens")
    void patches_eachPicture_haveTheReferencesSum(ImageEncoderGoldens golden) {
        List<Served.Inner> found = features(golden, Feature.PATCHES);
        for (int i = 0; i < found.size(); i++) {
            Served.Value patches = found.get(i).values().get(Feature.PATCHES);
            assertThat(patches.numbers()).hasSize(PATCHES * WIDTH);
            float[] mean = new float[WIDTH];
            for (int at = 0; at < patches.numbers().length; at++) {
                mean[at % WIDTH] += patches.numbers()[at] / PATCHES;
            }
            float[] wanted = golden.vector("mean", i);
            float[] classToken = golden.vector("cls", i);
            for (int d = 0; d < WIDTH; d++) {
                wanted[d] = (wanted[d] * (PATCHES + 1) - classToken[d]) / PATCHES;
            }
            assertClose(golden.pictures().get(i), mean, wanted);
        }
    }

    private static void assertClose(String what, float[] got, float... wanted) {
        // As lossy pictures differ between decoders.
        assertThat(got).as(what).containsExactly(wanted, within(1e-2f));
    }

    private static List<Served.Inner> features(ImageEncoderGoldens golden, String name) {
        List<Content.Image> pictures = golden.pictures().stream()
                .map(picture -> new Content.Image(
                        ByteBuffer.wrap(ImageEncoderGoldens.picture(picture)).asReadOnlyBuffer()))
                .toList();
        try (Served served = ImageEncoderGoldens.serve(golden.folder(), UnaryOperator.identity())) {
            return served.features("image", pictures, Set.of(name));
        }
    }
}
