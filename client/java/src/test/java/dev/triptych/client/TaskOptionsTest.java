package dev.triptych.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.triptych.v1.ClassifyRequest;
import dev.triptych.v1.ClassifyResponse;
import dev.triptych.v1.ClassifyResult;
import dev.triptych.v1.DataType;
import dev.triptych.v1.EmbedRequest;
import dev.triptych.v1.FeaturesResponse;
import dev.triptych.v1.FeaturesResult;
import dev.triptych.v1.ItemFeatures;
import dev.triptych.v1.ListLabelsResponse;
import dev.triptych.v1.NamedTensor;
import dev.triptych.v1.RankRequest;
import dev.triptych.v1.RankResponse;
import dev.triptych.v1.RankResult;
import dev.triptych.v1.RankTerm;
import io.grpc.Status;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class TaskOptionsTest {
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
    void embed_promptAndCut_reachTheServer() {
        AtomicReference<EmbedRequest> seen = new AtomicReference<>();
        server.embed = request -> {
            seen.set(request);
            return Answers.embed(request);
        };
        client.embed(
                "m",
                List.of(Input.text("a")),
                EmbedOptions.DEFAULTS.withPrompt("").withDim(256).withExpectedSpace("s@256"));
        assertThat(seen.get().getOptions().hasPrompt()).isTrue();
        assertThat(seen.get().getOptions().getDim()).isEqualTo(256);
        client.embed("m", Input.text("a"));
        assertThat(seen.get().getOptions().hasPrompt()).isFalse();
    }

    @Test
    void classify_labelSetAndScoring_reachTheServer() {
        AtomicReference<ClassifyRequest> seen = new AtomicReference<>();
        server.classify = request -> {
            seen.set(request);
            return ClassifyResponse.newBuilder()
                    .addResults(ClassifyResult.newBuilder()
                            .setClassification(dev.triptych.v1.Classification.getDefaultInstance()))
                    .build();
        };
        client.classify(
                "m",
                List.of(Input.text("a")),
                ClassifyOptions.DEFAULTS
                        .withLabelSet("pets")
                        .withScoring(new ClassifyOptions.Scoring(
                                Optional.of(Classification.Activation.SIGMOID), Optional.of(2f))));
        assertThat(seen.get().getLabelSet()).isEqualTo("pets");
        assertThat(seen.get().getOptions().getActivation()).isEqualTo(dev.triptych.v1.Activation.ACTIVATION_SIGMOID);
        assertThat(seen.get().getOptions().getTemperature()).isEqualTo(2);
    }

    @Test
    void classify_labelsCutToFit_areTold() {
        server.classify = request -> ClassifyResponse.newBuilder()
                .addResults(ClassifyResult.newBuilder()
                        .setClassification(dev.triptych.v1.Classification.getDefaultInstance()))
                .addTruncatedLabels(2)
                .build();
        Classifications found = client.classify("m", List.of("a", "b", "c"), Input.text("x"));
        assertThat(found.truncatedLabels()).containsExactly(2);
        assertThat(client.async()
                        .classify("m", List.of(Input.text("x")), ClassifyOptions.DEFAULTS)
                        .join()
                        .truncatedLabels())
                .containsExactly(2);
    }

    @Test
    void rankBy_weightedQuery_isSentAsTerms() {
        AtomicReference<RankRequest> seen = new AtomicReference<>();
        server.rank = request -> {
            seen.set(request);
            return RankResponse.newBuilder()
                    .addResults(RankResult.newBuilder().setRanking(dev.triptych.v1.Ranking.getDefaultInstance()))
                    .addResults(RankResult.newBuilder().setRanking(dev.triptych.v1.Ranking.getDefaultInstance()))
                    .build();
        };
        Query analogy = Query.of(Input.image(new byte[] {1}))
                .minus(Input.text("day"))
                .plus(Input.text("night"))
                .with(Input.text("rain"), 0.5f);
        client.rankBy(
                "m",
                List.of(analogy, Query.of(Input.text("plain"))),
                List.of(Input.text("a")),
                RankOptions.DEFAULTS.withPrompts("query", ""));
        assertThat(seen.get().getQueries(0).getTermsList())
                .extracting(RankTerm::getWeight)
                .containsExactly(1f, -1f, 1f, 0.5f);
        assertThat(seen.get().getQueries(1).getContent().getText()).isEqualTo("plain");
        assertThat(seen.get().getOptions().getQueryPrompt()).isEqualTo("query");
        assertThat(seen.get().getOptions().hasCandidatePrompt()).isTrue();
    }

    @Test
    void features_item_hasShapesAndNumbers() {
        dev.triptych.v1.Vector values = Answers.vector(1, -2);
        server.features = request -> FeaturesResponse.newBuilder()
                .addResults(FeaturesResult.newBuilder()
                        .setFeatures(ItemFeatures.newBuilder()
                                .addTensors(NamedTensor.newBuilder()
                                        .setName(request.getFeatures(0))
                                        .setTensor(dev.triptych.v1.Tensor.newBuilder()
                                                .setDtype(DataType.DATA_TYPE_FLOAT32)
                                                .addShape(2)
                                                .setData(values.getData())))
                                .addTensors(NamedTensor.newBuilder()
                                        .setName("ids")
                                        .setTensor(dev.triptych.v1.Tensor.newBuilder()
                                                .setDtype(DataType.DATA_TYPE_INT64)))))
                .build();
        Features features = client.features("m", List.of(Input.text("a")), List.of("tokens", "ids"))
                .get(0)
                .value();
        assertThat(features.get("tokens").shape()).containsExactly(2L);
        assertThat(features.get("tokens").floats()).containsExactly(1, -2);
        assertThatIllegalStateException()
                .isThrownBy(() -> features.get("ids").floats())
                .withMessageContaining("int64");
    }

    @Test
    void labels_twoPages_areOneList() {
        server.labels = request -> request.getPageToken().isEmpty()
                ? ListLabelsResponse.newBuilder()
                        .addLabels("cat")
                        .setNextPageToken("1")
                        .build()
                : ListLabelsResponse.newBuilder().addLabels("dog").build();
        assertThat(client.labels("", "pets")).containsExactly("cat", "dog");
        assertThat(client.async().labels("", "pets").join()).containsExactly("cat", "dog");
        server.labels = request -> {
            throw Status.NOT_FOUND.asRuntimeException();
        };
        assertThat(catchThrowableOfType(NotFoundException.class, () -> client.labels("", "no")))
                .isNotNull();
    }
}
