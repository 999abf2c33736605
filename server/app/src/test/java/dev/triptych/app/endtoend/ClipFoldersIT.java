package dev.triptych.app.endtoend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.triptych.client.Classification;
import dev.triptych.client.ClassifyOptions;
import dev.triptych.client.EmbedOptions;
import dev.triptych.client.Input;
import dev.triptych.client.ModelInfo;
import dev.triptych.client.Results;
import dev.triptych.client.ScoredLabel;
import dev.triptych.client.TriptychClient;
import dev.triptych.client.TriptychException;
import dev.triptych.client.Vector;
import dev.triptych.testing.Fixtures;
import dev.triptych.v1.GetModelRequest;
import dev.triptych.v1.ModelServiceGrpc;
import dev.triptych.v1.ModelVersion;
import io.grpc.ManagedChannel;
import io.grpc.netty.NettyChannelBuilder;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** CLIP folders in two layouts against what transformers makes of the same files. */
final class ClipFoldersIT {
    private static ServerProcess server;
    private static TriptychClient client;
    private static JsonNode goldens;

    @BeforeAll
    static void start() throws IOException {
        goldens = new ObjectMapper().readTree(Fixtures.bytes("goldens/clip.json"));
        server = ServerProcess.serve(
                Launcher.checkout(),
                "--models",
                Fixtures.path("clip-split"),
                "--models",
                Fixtures.path("clip-combined"),
                "--models",
                "external=" + Fixtures.path("clip-external"));
        client = server.client();
    }

    @AfterAll
    static void stop() {
        client.close();
        server.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"clip-split", "clip-combined", "external"})
    void images_overGrpc_equalTheReference(String model) {
        List<Vector> vectors = embed(model, images());

        double median = goldens.path("median_image_distance").doubleValue();
        int at = 0;
        for (JsonNode image : goldens.path("images")) {
            assertExact(
                    model,
                    image,
                    vectors.get(at++),
                    median,
                    image.path("lossless").booleanValue());
        }
        assertThat(at).isEqualTo(28);
    }

    @ParameterizedTest
    @ValueSource(strings = {"clip-split", "clip-combined"})
    void texts_overGrpc_equalTheReference(String model) {
        List<JsonNode> texts = texts();

        List<Vector> vectors = embed(
                model,
                texts.stream()
                        .map(text -> Input.text(text.path("text").asText()))
                        .toList());

        double median = goldens.path("median_text_distance").doubleValue();
        for (int i = 0; i < texts.size(); i++) {
            assertExact(model, texts.get(i), vectors.get(i), median, true);
        }
        assertThat(texts).hasSizeGreaterThanOrEqualTo(27);
    }

    @Test
    void textBeyondTheModelsLength_saysThatItWasCut() {
        Results<Vector> results = client.embed("clip-split", Input.text("short"), Input.text("long ".repeat(200)));

        assertThat(results).extracting(result -> result.truncated()).containsExactly(false, true);
    }

    @ParameterizedTest
    @ValueSource(strings = {"clip-split", "clip-combined"})
    void classify_withATrainedTemperature_givesTheReferencesProbabilities(String model) {
        List<String> labels = new ArrayList<>();
        goldens.path("classify")
                .path("labels")
                .forEach(label -> labels.add(label.path("name").asText()));
        ClassifyOptions options = ClassifyOptions.DEFAULTS
                .withLabels(labels)
                .withTemplates(List.of(goldens.path("classify").path("template").asText()));

        Results<Classification> results = client.classify(model, images(), options);

        for (int i = 0; i < results.size(); i++) {
            JsonNode golden = goldens.path("images").path(i);
            List<ScoredLabel> scored = results.get(i).value().labels();
            assertThat(scored).hasSameSizeAs(labels).isSortedAccordingTo((a, b) -> Float.compare(b.score(), a.score()));
            for (ScoredLabel label : scored) {
                double wanted = golden.path("probabilities").path(label.index()).doubleValue();
                assertThat((double) label.score())
                        .as("%s, %s, %s", model, golden.path("name"), label.label())
                        .isCloseTo(wanted, within(1e-4));
                assertThat(label.label()).isEqualTo(labels.get(label.index()));
            }
        }
    }

    @Test
    void layouts_ofTheSameWeights_agreeInNumbersButNotInSpace() {
        Vector split = embed("clip-split", images()).get(5);
        Vector combined = embed("clip-combined", images()).get(5);
        Vector external = embed("external", images()).get(5);

        assertThat(maxDifference(split.values(), combined.values())).isLessThan(1e-5);
        assertThat(maxDifference(split.values(), external.values())).isLessThan(1e-5);
        // A space digests the weight files as they lie, so that layouts never compare unless model.yaml says so.
        assertThat(Set.of(split.space(), combined.space(), external.space())).hasSize(3);
        assertThatThrownBy(() -> split.cosine(combined)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void textAndImage_ofOneModel_shareItsSpace() {
        Results<Vector> both = client.embed("clip-split", Input.text("a photo of a cat"), images().get(0));

        assertThat(both.get(0).value().space())
                .startsWith("clip-")
                .isEqualTo(both.get(1).value().space());
    }

    @Test
    void embed_expectingAnotherModelsSpace_isRefused() {
        String other = embed("clip-combined", images().subList(0, 1)).get(0).space();

        assertThatThrownBy(() -> client.embed(
                        "clip-split", List.of(Input.text("cat")), EmbedOptions.DEFAULTS.withExpectedSpace(other)))
                .isInstanceOf(TriptychException.class)
                .hasMessageContaining("[SPACE_MISMATCH");
    }

    @Test
    void imageOnlyModel_askedForText_refusesTheItemAlone() {
        Results<Vector> results = client.embed("external", Input.text("cat"), images().get(0));

        assertThat(results.get(0).ok()).isFalse();
        assertThat(results.get(1).ok()).isTrue();
    }

    @Test
    void listing_ofClipFolders_showsTasksLimitsAndScale() {
        ModelInfo split = client.model("clip-split");
        ModelInfo.Version version = split.versions().get(0);

        assertThat(version.state()).isEqualTo(ModelInfo.State.READY);
        assertThat(version.family()).isEqualTo("dual-encoder");
        assertThat(version.tasks()).containsOnlyKeys("embed", "classify", "rank");
        assertThat(version.tasks().get("embed")).containsExactlyInAnyOrder("image", "text");
        assertThat(version.spaces()).singleElement().satisfies(space -> {
            assertThat(space.dim()).isEqualTo(32);
            assertThat(space.normalized()).isTrue();
        });
        assertThat(version.maxTextTokens()).isEqualTo(77);
        assertThat(version.maxImagePixels()).isPositive();
        assertThat(scale("clip-split")).isCloseTo(37.5f, within(1e-3f));
        assertThat(scale("clip-combined")).isCloseTo(37.5f, within(1e-3f));
        assertThat(client.model("external").versions().get(0).tasks()).containsOnlyKeys("embed", "rank");
    }

    @Test
    void serverLimits_standInTheListing() {
        assertThat(client.server().maxMessageBytes()).isEqualTo(64L << 20);
        assertThat(client.server().maxItems()).isPositive();
    }

    private static float scale(String model) {
        ManagedChannel channel =
                NettyChannelBuilder.forTarget(server.grpc()).usePlaintext().build();
        try {
            ModelVersion version = ModelServiceGrpc.newBlockingStub(channel)
                    .getModel(GetModelRequest.newBuilder().setName(model).build())
                    .getModel()
                    .getVersions(0);
            return version.getLogitScale();
        } finally {
            channel.shutdownNow();
        }
    }

    private static List<Vector> embed(String model, List<Input> inputs) {
        return client.embed(model, inputs, EmbedOptions.DEFAULTS).values();
    }

    private static List<Input> images() {
        List<Input> inputs = new ArrayList<>();
        goldens.path("images")
                .forEach(image -> inputs.add(
                        Input.image(Fixtures.path("images/" + image.path("name").asText()))));
        return inputs;
    }

    private static List<JsonNode> texts() {
        List<JsonNode> texts = new ArrayList<>();
        goldens.path("texts").forEach(text -> {
            // The wire refuses a text of no characters; see the next line of the listing for one of a space.
            if (!text.path("text").asText().isEmpty()) {
                texts.add(text);
            }
        });
        return texts;
    }

    private static void assertExact(String model, JsonNode golden, Vector got, double median, boolean lossless) {
        String what = model + ", " + golden.path("name").asText();
        float[] wanted = new float[golden.path("vector").size()];
        for (int i = 0; i < wanted.length; i++) {
            wanted[i] = golden.path("vector").path(i).floatValue();
        }
        float[] values = got.values();
        double norm = Math.sqrt(dot(values, values));
        double cosine = dot(values, wanted) / norm / Math.sqrt(dot(wanted, wanted));
        assertThat(got.normalized()).as(what).isTrue();
        assertThat(norm).as(what).isCloseTo(1, within(1e-5));
        assertThat(1 - cosine).as(what).isLessThanOrEqualTo(lossless ? 1e-6 : 1e-5);
        assertThat(maxDifference(values, wanted)).as(what).isLessThanOrEqualTo((lossless ? 1e-3 : 1e-2) * median);
    }

    private static double dot(float[] a, float[] b) {
        double sum = 0;
        for (int i = 0; i < a.length; i++) {
            sum += (double) a[i] * b[i];
        }
        return sum;
    }

    private static double maxDifference(float[] a, float[] b) {
        double largest = 0;
        for (int i = 0; i < a.length; i++) {
            largest = Math.max(largest, Math.abs((double) a[i] - b[i]));
        }
        return largest;
    }
}
