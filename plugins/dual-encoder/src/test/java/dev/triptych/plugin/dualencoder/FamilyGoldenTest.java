package dev.triptych.plugin.dualencoder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.triptych.parity.Served;
import dev.triptych.parity.Vectors;
import dev.triptych.spi.model.Activation;
import dev.triptych.testing.Fixtures;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** SigLIP, SigLIP 2 and OpenCLIP in the layouts that users have, against what their own software computes. */
class FamilyGoldenTest {
    @ParameterizedTest
    @ValueSource(strings = {"siglip", "siglip2", "openclip", "immich"})
    void embedAndClassify_bothTowers_equalTheReference(String name) {
        try (Served served = Folders.serve(Fixtures.path(name))) {
            Parity parity = new Parity(served, Goldens.read(name))
                    .images()
                    .texts()
                    .probabilities(Parity.Rule.of(served.zeroShot()));
            System.out.println(name + ": " + parity.figures());
            assertThat(parity.tensorMisses()).isEmpty();
            assertThat(parity.vectorMisses()).isEmpty();
            assertThat(parity.probabilityMisses()).isEmpty();
            assertThat(served.warnings()).isEmpty();
        }
    }

    @Test
    void zeroShot_combinedSiglip_readsScaleAndBiasFromTheGraph() {
        try (Served served = Folders.serve(Fixtures.path("siglip"))) {
            assertThat(served.zeroShot().logitScale()).isCloseTo(21.5, within(1e-4));
            assertThat(served.zeroShot().logitBias()).isCloseTo(-6.25, within(1e-5));
            assertThat(served.zeroShot().activation()).isEqualTo(Activation.SIGMOID);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"siglip", "siglip2", "openclip"})
    void embed_raggedTextsInOneBatch_equalsOneByOne(String name) {
        List<String> texts =
                Goldens.read(name).texts().stream().map(Goldens.Text::text).toList();
        try (Served served = Folders.serve(Fixtures.path(name))) {
            List<Served.Answer> together = served.texts(texts);
            for (int i = 0; i < texts.size(); i++) {
                assertThat(Vectors.largest(
                                together.get(i).vector(),
                                served.text(texts.get(i)).vector()))
                        .as(texts.get(i))
                        .isLessThanOrEqualTo(2e-6);
            }
        }
    }

    @Test
    void stages_immichsFixedShapes_runOneRowAtATime() {
        try (Served served = Folders.serve(Fixtures.path("immich"))) {
            assertThat(served.graph("text").inputs().get(0).dims()).containsExactly(1L, 77L);
            assertThat(served.maxRows("text")).isOne();
            assertThat(served.maxRows("image")).isOne();
        }
    }
}
