package dev.triptych.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.triptych.v1.Classification;
import dev.triptych.v1.ClassifyResponse;
import dev.triptych.v1.ClassifyResult;
import dev.triptych.v1.EmbedRequest;
import dev.triptych.v1.EmbedResponse;
import dev.triptych.v1.EmbedResult;
import dev.triptych.v1.FailedCandidate;
import dev.triptych.v1.ListModelsResponse;
import dev.triptych.v1.Modality;
import dev.triptych.v1.Model;
import dev.triptych.v1.ModelState;
import dev.triptych.v1.ModelVersion;
import dev.triptych.v1.RankResponse;
import dev.triptych.v1.RankResult;
import dev.triptych.v1.RankedCandidate;
import dev.triptych.v1.Task;
import dev.triptych.v1.TaskSupport;
import io.grpc.Grpc;
import io.grpc.InsecureChannelCredentials;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.Status;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TriptychClientTest {
    private FakeServer server;
    private TriptychClient client;

    @BeforeEach
    void start() throws IOException {
        server = new FakeServer();
        client = server.client();
    }

    @AfterEach
    void stop() {
        client.close();
        server.close();
    }

    @Test
    void embed_textAndImage_vectorsInOrder(@TempDir Path folder) throws IOException {
        Path file = Files.write(folder.resolve("cat.jpg"), new byte[9]);
        server.embed = Answers::embed;

        Results<Vector> results =
                client.embed("fake", Input.text("abc"), Input.image(new byte[] {1, 2}), Input.image(file));

        assertThat(results.model()).isEqualTo("fake");
        assertThat(results.modelVersion()).isEqualTo("7");
        assertThat(results.values()).extracting(vector -> vector.get(0)).containsExactly(3f, 2f, 9f);
        Vector first = results.get(0).value();
        assertThat(first.values()).containsExactly(3f, 0.5f);
        assertThat(first.space()).isEqualTo("fake-1");
        assertThat(first.normalized()).isTrue();
    }

    @Test
    void embed_options_reachServer() {
        AtomicReference<EmbedRequest> seen = new AtomicReference<>();
        server.embed = request -> {
            seen.set(request);
            return Answers.embed(request);
        };

        client.embed(
                "clip/3",
                List.of(Input.text("a")),
                EmbedOptions.DEFAULTS
                        .withNormalize(false)
                        .withTruncation(Truncation.REFUSE)
                        .withExpectedSpace("s-1"));

        assertThat(seen.get().getModel()).isEqualTo("clip");
        assertThat(seen.get().getModelVersion()).isEqualTo("3");
        assertThat(seen.get().getOptions().hasNormalize()).isTrue();
        assertThat(seen.get().getOptions().getNormalize()).isFalse();
        assertThat(seen.get().getOptions().getTruncation()).isEqualTo(dev.triptych.v1.Truncation.TRUNCATION_REFUSE);
        assertThat(seen.get().getOptions().getExpectSpace()).isEqualTo("s-1");
    }

    @Test
    void embed_oneItemFails_othersKeepTheirValues() {
        server.embed = request -> Answers.embed(request).toBuilder()
                .setResults(1, EmbedResult.newBuilder().setError(Answers.status(Status.Code.INVALID_ARGUMENT)))
                .build();

        Results<Vector> results = client.embed("fake", Input.text("a"), Input.text("b"), Input.text("c"));

        assertThat(results).extracting(Result::ok).containsExactly(true, false, true);
        assertThat(results.get(1).failure())
                .hasValueSatisfying(failure -> assertThat(failure.reason()).isEqualTo("SOME_REASON"));
        assertThatThrownBy(() -> results.get(1).value()).isInstanceOf(InvalidRequestException.class);
        assertThatThrownBy(results::values).isInstanceOf(InvalidRequestException.class);
    }

    @Test
    void embed_fewerResultsThanItems_isAServerError() {
        server.embed = request -> EmbedResponse.getDefaultInstance();
        assertThatThrownBy(() -> client.embed("fake", Input.text("a")))
                .isInstanceOf(ServerErrorException.class)
                .hasMessageContaining("0 results for 1 items");
    }

    @Test
    void embed_vectorShorterThanDim_failsTheItem() {
        server.embed = request -> EmbedResponse.newBuilder()
                .addResults(EmbedResult.newBuilder()
                        .setVector(Answers.vector(1, 2).toBuilder().setDim(3)))
                .build();
        assertThat(client.embed("fake", Input.text("a")).get(0).failure())
                .hasValueSatisfying(failure -> assertThat(failure.message()).contains("3 coordinates in 8 bytes"));
    }

    @Test
    void classify_labels_bestFirst() {
        server.classify = request -> ClassifyResponse.newBuilder()
                .addResults(ClassifyResult.newBuilder()
                        .setTruncated(true)
                        .setClassification(Classification.newBuilder()
                                .setActivation(dev.triptych.v1.Activation.ACTIVATION_SOFTMAX)
                                .addLabels(dev.triptych.v1.ScoredLabel.newBuilder()
                                        .setLabel(request.getLabels(1))
                                        .setIndex(1)
                                        .setScore(0.75f)
                                        .setLogit(2))))
                .build();

        Result<dev.triptych.client.Classification> result =
                client.classify("fake", List.of("dog", "cat"), Input.text("a")).get(0);

        assertThat(result.truncated()).isTrue();
        assertThat(result.value().activation()).isEqualTo(dev.triptych.client.Classification.Activation.SOFTMAX);
        assertThat(result.value().best()).contains(new ScoredLabel("cat", 1, 0.75f, 2));
    }

    @Test
    void rank_failedCandidate_listedApart() {
        server.rank = request -> RankResponse.newBuilder()
                .addResults(RankResult.newBuilder()
                        .setRanking(dev.triptych.v1.Ranking.newBuilder()
                                .addCandidates(RankedCandidate.newBuilder()
                                        .setIndex(1)
                                        .setScore(0.5f)
                                        .setRank(1))))
                .addFailedCandidates(
                        FailedCandidate.newBuilder().setIndex(0).setError(Answers.status(Status.Code.INVALID_ARGUMENT)))
                .addTruncatedCandidates(1)
                .build();

        Rankings rankings = client.rank("fake", Input.text("q"), List.of(Input.text("a"), Input.text("b")));

        assertThat(rankings.queries().get(0).value().candidates()).containsExactly(new Ranking.Candidate(1, 0.5f, 1));
        assertThat(rankings.failedCandidates()).containsOnlyKeys(0);
        assertThat(rankings.truncatedCandidates()).containsExactly(1);
    }

    @Test
    void models_severalPages_allListed() {
        server.list = request -> ListModelsResponse.newBuilder()
                .addModels(model(request.getPageToken().isEmpty() ? "a" : "b"))
                .setNextPageToken(request.getPageToken().isEmpty() ? "more" : "")
                .build();

        List<ModelInfo> models = client.models();

        assertThat(models).extracting(ModelInfo::name).containsExactly("a", "b");
        ModelInfo.Version version = models.get(0).versions().get(0);
        assertThat(version.state()).isEqualTo(ModelInfo.State.READY);
        assertThat(version.tasks()).containsEntry("embed", Set.of("text", "image"));
        assertThat(client.async().models().join()).isEqualTo(models);
    }

    private static Model model(String name) {
        return Model.newBuilder()
                .setName(name)
                .addVersions(ModelVersion.newBuilder()
                        .setVersion("1")
                        .setState(ModelState.MODEL_STATE_READY)
                        .addTasks(TaskSupport.newBuilder()
                                .setTask(Task.TASK_EMBED)
                                .addModalities(Modality.MODALITY_TEXT)
                                .addModalities(Modality.MODALITY_IMAGE)))
                .build();
    }

    @Test
    void headers_ofClientAndView_reachServer() {
        server.embed = Answers::embed;
        try (TriptychClient tenant =
                TriptychClient.builder().target(server.target()).tenant("blue").build()) {
            tenant.withRequestId("my-id").embed("fake", Input.text("a"));
        }
        Metadata seen = server.headers.get(0);
        assertThat(seen.get(Metadata.Key.of("x-triptych-tenant", Metadata.ASCII_STRING_MARSHALLER)))
                .isEqualTo("blue");
        assertThat(seen.get(Failures.REQUEST_ID)).isEqualTo("my-id");
    }

    @Test
    void close_channelBroughtAlong_staysOpen() {
        server.embed = Answers::embed;
        ManagedChannel channel = Grpc.newChannelBuilder(server.target(), InsecureChannelCredentials.create())
                .build();
        try {
            TriptychClient first = TriptychClient.builder().channel(channel).build();
            first.close();
            assertThat(channel.isShutdown()).isFalse();
            assertThat(first.embed("fake", Input.text("a"))).hasSize(1);
        } finally {
            channel.shutdownNow();
        }
    }

    @Test
    void close_viewOfClient_leavesTheConnection() {
        server.embed = Answers::embed;
        client.withHeader("x-some", "thing").close();
        assertThat(client.embed("fake", Input.text("a"))).hasSize(1);
    }

    @Test
    void close_ownChannel_endsCalls() {
        client.close();
        assertThatThrownBy(() -> client.embed("fake", Input.text("a"))).isInstanceOf(UnavailableException.class);
    }
}
