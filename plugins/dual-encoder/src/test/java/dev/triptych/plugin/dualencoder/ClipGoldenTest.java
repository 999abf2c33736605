package dev.triptych.plugin.dualencoder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.triptych.parity.Engine;
import dev.triptych.parity.Served;
import dev.triptych.parity.Vectors;
import dev.triptych.spi.content.Modality;
import dev.triptych.spi.graph.Graph;
import dev.triptych.spi.graph.Port;
import dev.triptych.spi.model.ZeroShot;
import dev.triptych.testing.FakeModelFolder;
import dev.triptych.testing.Fixtures;
import java.util.List;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The committed CLIP folders on ONNX Runtime against what transformers computes. */
class ClipGoldenTest {
    @Test
    void model_externalDataImageTowerAlone_embedsImagesOnly() {
        try (Served served = Folders.serve(Fixtures.path("clip-external"))) {
            assertThat(served.embedder().modalities()).containsExactly(Modality.IMAGE);
            assertThat(served.model().all(ZeroShot.class)).isEmpty();
            assertThat(served.image(Goldens.CLIP.images().get(0).bytes()).normalized())
                    .as("the vision model ends before the norm")
                    .isFalse();
        }
    }

    @Test
    void normalized_combinedAndSplit_saysWhatTheVectorsAre() {
        byte[] image = Goldens.CLIP.images().get(0).bytes();
        try (Served combined = Folders.serve(Fixtures.path("clip-combined"));
                Served split = Folders.serve(Fixtures.path("clip-split"))) {
            assertThat(combined.image(image).normalized()).isTrue();
            assertThat(Vectors.norm(combined.image(image).vector())).isCloseTo(1, within(1e-5));
            assertThat(split.image(image).normalized()).isFalse();
            assertThat(Vectors.norm(split.image(image).vector())).isNotCloseTo(1, within(1e-2));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"clip-combined", "clip-split"})
    void embed_raggedTextsInOneBatch_equalsOneByOne(String folder) {
        List<String> texts =
                Goldens.CLIP.texts().stream().map(Goldens.Text::text).toList();
        try (Served served = Folders.serve(Fixtures.path(folder))) {
            List<Served.Answer> together = served.texts(texts);
            for (int i = 0; i < texts.size(); i++) {
                assertThat(Vectors.largest(
                                together.get(i).vector(),
                                served.text(texts.get(i)).vector()))
                        .as(texts.get(i))
                        .isLessThanOrEqualTo(1e-6);
            }
        }
    }

    @Test
    void text_combinedExport_runsNoImageNode() {
        try (Served served = Folders.serve(Fixtures.path("clip-combined"))) {
            assertThat(served.graph("text").inputs().stream().map(Port::name))
                    .containsExactlyInAnyOrder("input_ids", "attention_mask");
            assertThat(served.graph("image").inputs().stream().map(Port::name)).containsExactly("pixel_values");
            Set<String> text = operators(served.graph("text"));
            Set<String> image = operators(served.graph("image"));
            assertThat(text).hasSizeGreaterThan(50).noneMatch(name -> name.contains("vision"));
            assertThat(image).hasSizeGreaterThan(50).noneMatch(name -> name.contains("text_model"));
            assertThat(text).doesNotContainAnyElementsOf(image);
        }
    }

    // Constants have no place of their own: the exporter shares equal ones.
    private static Set<String> operators(Graph graph) {
        return graph.nodeNames().stream()
                .filter(name -> !name.contains("Constant"))
                .collect(Collectors.toSet());
    }

    @ParameterizedTest
    @ValueSource(strings = {"clip-combined", "clip-split"})
    void logitScale_graphOrModelYaml_isTheTrainedOne(String folder) {
        try (Served served = Folders.serve(Fixtures.path(folder))) {
            assertThat(served.zeroShot().logitScale()).isCloseTo(37.5, within(1e-4));
            assertThat(served.warnings()).isEmpty();
        }
    }

    @Test
    void logitScale_toldByNothing_isTheFamilysWithAWarning() {
        FakeModelFolder folder = FakeModelFolder.of(Fixtures.path("clip-split")).without("model.yaml");
        try (Served served = Folders.serve(Engine.onDisk(folder), UnaryOperator.identity())) {
            assertThat(served.zeroShot().logitScale()).isEqualTo(100);
            assertThat(served.warnings()).singleElement().asString().contains("logit_scale 100");
        }
    }

    @Test
    void space_sameWeightsInOtherFolders_isDigestedFromFilesAndPreprocessing() {
        try (Served once = Folders.serve(Fixtures.path("clip-combined"));
                Served again = Folders.serve(Fixtures.path("clip-combined"));
                Served split = Folders.serve(Fixtures.path("clip-split"))) {
            assertThat(once.embedder().space()).isEqualTo(again.embedder().space());
            assertThat(once.embedder().space().id()).matches("clip-[0-9a-f]{16}");
            assertThat(once.embedder().space()).isNotEqualTo(split.embedder().space());
        }
    }
}
