package dev.triptych.plugin.dualencoder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.triptych.parity.Engine;
import dev.triptych.parity.Served;
import dev.triptych.parity.Vectors;
import dev.triptych.spi.model.Activation;
import dev.triptych.testing.FakeModelFolder;
import dev.triptych.testing.Fixtures;
import java.io.IOException;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** SigLIP, SigLIP 2 and OpenCLIP in the layouts that users have, against what their own software computes; {@link SupportedModelsTest} holds
 * the folders as they lie. */
class FamilyGoldenTest {
    @ParameterizedTest
    @CsvSource({"openclip, open_clip_config.json, preprocess_cfg", "immich, visual/preprocess_cfg.json, ''"})
    void image_eachWayOfResizing_isFedTheReferencesPixels(String name, String file, String key) throws IOException {
        List<Goldens.Mode> modes = Goldens.read(name).modes();
        assertThat(modes).hasSizeGreaterThanOrEqualTo(6);
        ObjectMapper json = new ObjectMapper();
        for (Goldens.Mode mode : modes) {
            FakeModelFolder folder = FakeModelFolder.of(Fixtures.path(name));
            JsonNode config = key.isEmpty()
                    ? mode.config()
                    : ((ObjectNode) json.readTree(folder.read(file))).set(key, mode.config());
            try (Served served =
                    Folders.serve(Engine.onDisk(folder.with(file, config.toString())), UnaryOperator.identity())) {
                mode.pixels().forEach((picture, digest) -> assertThat(
                                Parity.sha256(served.image(Fixtures.read(Fixtures.picture(picture)))
                                        .fed()))
                        .as("%s of %s", picture, mode.config())
                        .isEqualTo(digest));
            }
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
