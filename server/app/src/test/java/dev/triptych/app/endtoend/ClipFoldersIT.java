package dev.triptych.app.endtoend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.triptych.client.EmbedOptions;
import dev.triptych.client.Input;
import dev.triptych.client.ModelInfo;
import dev.triptych.client.Results;
import dev.triptych.client.TriptychClient;
import dev.triptych.client.TriptychException;
import dev.triptych.client.Vector;
import dev.triptych.testing.Fixtures;
import dev.triptych.v1.GetModelRequest;
import dev.triptych.v1.ModelServiceGrpc;
import dev.triptych.v1.ModelVersion;
import io.grpc.ManagedChannel;
import io.grpc.netty.NettyChannelBuilder;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** CLIP folders in two layouts against what transformers makes of the same files. */
final class ClipFoldersIT {
    private static final GoldenFile GOLDENS = GoldenFile.of("clip");

    private static ServerProcess server;
    private static TriptychClient client;

    @BeforeAll
    static void start() {
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
        GOLDENS.assertPictures(client, model);
    }

    @ParameterizedTest
    @ValueSource(strings = {"clip-split", "clip-combined"})
    void texts_overGrpc_equalTheReference(String model) {
        GOLDENS.assertTexts(client, model);
    }

    @Test
    void textBeyondTheModelsLength_saysThatItWasCut() {
        Results<Vector> results = client.embed("clip-split", Input.text("short"), Input.text("long ".repeat(200)));

        assertThat(results).extracting(result -> result.truncated()).containsExactly(false, true);
    }

    @ParameterizedTest
    @ValueSource(strings = {"clip-split", "clip-combined"})
    void classify_withATrainedTemperature_givesTheReferencesProbabilities(String model) {
        GOLDENS.assertProbabilities(client, model);
    }

    @ParameterizedTest
    @ValueSource(strings = {"clip-split", "clip-combined"})
    void rank_bothWays_ordersByTheReferencesCosines(String model) {
        GOLDENS.assertRankings(client, model);
    }

    @Test
    void layouts_ofTheSameWeights_agreeInNumbersButNotInSpace() {
        Vector split = embed("clip-split", images()).get(5);
        Vector combined = embed("clip-combined", images()).get(5);
        Vector external = embed("external", images()).get(5);

        assertThat(GoldenFile.largestDifference(split.values(), combined.values()))
                .isLessThan(1e-5);
        assertThat(GoldenFile.largestDifference(split.values(), external.values()))
                .isLessThan(1e-5);
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
        assertThat(version.tasks()).containsOnlyKeys("embed", "classify", "rank", "features");
        assertThat(version.tasks().get("embed")).containsExactlyInAnyOrder("image", "text");
        assertThat(version.spaces()).singleElement().satisfies(space -> {
            assertThat(space.dim()).isEqualTo(32);
            assertThat(space.normalized()).isTrue();
        });
        assertThat(version.maxTextTokens()).isEqualTo(77);
        assertThat(version.maxImagePixels()).isPositive();
        assertThat(scale("clip-split")).isCloseTo(37.5f, within(1e-3f));
        assertThat(scale("clip-combined")).isCloseTo(37.5f, within(1e-3f));
        assertThat(client.model("external").versions().get(0).tasks()).containsOnlyKeys("embed", "rank", "features");
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
        return GOLDENS.pictures();
    }
}
