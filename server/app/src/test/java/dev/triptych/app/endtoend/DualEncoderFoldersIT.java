package dev.triptych.app.endtoend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.triptych.client.EmbedOptions;
import dev.triptych.client.Input;
import dev.triptych.client.ModelInfo;
import dev.triptych.client.TriptychClient;
import dev.triptych.client.Vector;
import dev.triptych.testing.Fixtures;
import dev.triptych.v1.GetModelRequest;
import dev.triptych.v1.ModelServiceGrpc;
import dev.triptych.v1.ModelVersion;
import io.grpc.ManagedChannel;
import io.grpc.netty.NettyChannelBuilder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** SigLIP, SigLIP 2, OpenCLIP and Immich's layout, and a cache folder, over gRPC against their own software. */
final class DualEncoderFoldersIT {
    private static ServerProcess server;
    private static TriptychClient client;

    @BeforeAll
    static void start() throws IOException {
        server = ServerProcess.serve(
                Launcher.checkout(),
                "--strict",
                "--models",
                Fixtures.path("siglip"),
                "--models",
                Fixtures.path("siglip2"),
                "--models",
                Fixtures.path("openclip"),
                "--models",
                Fixtures.path("immich"),
                "--models",
                cached(Fixtures.path("siglip2")));
        client = server.client();
    }

    @AfterAll
    static void stop() {
        client.close();
        server.close();
    }

    /** The folder as a download leaves it: a snapshot of links into {@code blobs}. */
    private static Path cached(Path folder) throws IOException {
        Path cache = Launcher.WORK.resolve("models--me--cached");
        Folders.delete(cache);
        Path blobs = Files.createDirectories(cache.resolve("blobs"));
        for (Path file : Folders.tree(folder)) {
            if (Files.isRegularFile(file)) {
                String name = folder.relativize(file).toString();
                Path blob = Files.copy(file, blobs.resolve(name.replace('/', '-')));
                Path link = cache.resolve("snapshots/0123abc").resolve(name);
                Files.createDirectories(link.getParent());
                Files.createSymbolicLink(link, link.getParent().relativize(blob));
            }
        }
        return cache;
    }

    private static GoldenFile golden(String model) {
        return GoldenFile.of(model.equals("cached") ? "siglip2" : model);
    }

    @ParameterizedTest
    @ValueSource(strings = {"siglip", "siglip2", "openclip", "immich", "cached"})
    void embed_overGrpc_equalsTheReference(String model) {
        golden(model).assertPictures(client, model);
        golden(model).assertTexts(client, model);
    }

    @ParameterizedTest
    @ValueSource(strings = {"siglip", "siglip2", "openclip", "immich", "cached"})
    void classify_overGrpc_givesTheReferencesProbabilities(String model) {
        golden(model).assertProbabilities(client, model);
    }

    @ParameterizedTest
    @ValueSource(strings = {"siglip", "siglip2", "openclip", "immich", "cached"})
    void rank_bothWays_ordersByTheReferencesCosines(String model) {
        golden(model).assertRankings(client, model);
    }

    @ParameterizedTest
    @CsvSource({
        "siglip, 64, 21.5, -6.25, ACTIVATION_SIGMOID",
        "siglip2, 64, 21.5, -6.25, ACTIVATION_SIGMOID",
        "openclip, 77, 37.5, 0, ACTIVATION_SOFTMAX",
        "immich, 77, 37.5, 0, ACTIVATION_SOFTMAX"
    })
    void listing_ofEachFolder_showsItsRule(String model, int tokens, float scale, float bias, String activation) {
        ModelInfo.Version version = client.model(model).versions().get(0);
        assertThat(version.family()).isEqualTo("dual-encoder");
        assertThat(version.tasks()).containsKeys("embed", "classify", "rank");
        assertThat(version.tasks().get("embed")).containsExactlyInAnyOrder("image", "text");
        assertThat(version.maxTextTokens()).isEqualTo(tokens);
        ModelVersion listed = listed(model);
        assertThat(listed.getLogitScale()).isCloseTo(scale, within(1e-3f));
        assertThat(listed.getLogitBias()).isCloseTo(bias, within(1e-3f));
        assertThat(listed.getActivation().name()).isEqualTo(activation);
    }

    @Test
    void space_ofTheSameFilesInACache_isTheSame() {
        Vector plain = embed("siglip2");
        assertThat(embed("cached").space()).isEqualTo(plain.space());
        assertThat(embed("siglip").space()).isNotEqualTo(plain.space());
    }

    private static Vector embed(String model) {
        return client.embed(model, List.of(Input.text("a cat")), EmbedOptions.DEFAULTS)
                .get(0)
                .value();
    }

    private static ModelVersion listed(String model) {
        ManagedChannel channel =
                NettyChannelBuilder.forTarget(server.grpc()).usePlaintext().build();
        try {
            return ModelServiceGrpc.newBlockingStub(channel)
                    .getModel(GetModelRequest.newBuilder().setName(model).build())
                    .getModel()
                    .getVersions(0);
        } finally {
            channel.shutdownNow();
        }
    }
}
