package dev.triptych.app.cli.client;

import static org.assertj.core.api.Assertions.assertThat;

import dev.triptych.v1.Activation;
import dev.triptych.v1.Classification;
import dev.triptych.v1.ClassifyRequest;
import dev.triptych.v1.ClassifyResponse;
import dev.triptych.v1.ClassifyResult;
import dev.triptych.v1.ScoredLabel;
import io.grpc.Status;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ClassifyCommandTest {
    private final AtomicReference<ClassifyRequest> seen = new AtomicReference<>();
    private FakeServer server;

    @BeforeEach
    void start() throws IOException {
        server = new FakeServer();
        server.classify = request -> {
            seen.set(request);
            ClassifyResponse.Builder response = ClassifyResponse.newBuilder();
            request.getItemsList().forEach(item -> response.addResults(result(request)));
            return response.build();
        };
    }

    @AfterEach
    void stop() {
        server.close();
    }

    private static ClassifyResult result(ClassifyRequest request) {
        Classification.Builder found = Classification.newBuilder();
        request.getLabelsList()
                .forEach(label -> found.addLabels(
                        ScoredLabel.newBuilder().setLabel(label).setScore(0.25f).setLogit(1.5f)));
        return ClassifyResult.newBuilder().setClassification(found).build();
    }

    private Cli classify(String... arguments) {
        return Cli.run(server, new ClassifyCommand(), arguments);
    }

    @Test
    void json_twoLabels_hasTheDocumentedShape() {
        Cli cli = classify("--output=json", "--text", "x", "--labels", "a cat, a dog");
        assertThat(cli.out()).isEqualTo("""
                        {"results":[
                        {"input":"x","labels":[{"label":"a cat","score":0.25,"logit":1.5},{"label":"a dog","score":0.25,"logit":1.5}]}
                        ]}
                        """);
        assertThat(cli.status()).isZero();
    }

    @Test
    void table_twoLabels_aRowEach() {
        assertThat(classify("--text", "x", "--label", "cat", "--label", "dog").out())
                .isEqualTo("""
                        INPUT  LABEL  SCORE   LOGIT
                        x      cat    0.2500  1.5000
                        x      dog    0.2500  1.5000
                        """);
    }

    @Test
    void options_all_reachTheServer(@TempDir Path folder) throws IOException {
        Path file = Files.writeString(folder.resolve("labels"), "bird\n\n fish \n");
        classify(
                "--model=clip/2",
                "--text=x",
                "--label=cat, or so",
                "--labels=dog,cow",
                "--labels-file=" + file,
                "--template=a photo of a {}",
                "--template=a {}",
                "--top-k=3",
                "--threshold=0.5");
        ClassifyRequest request = seen.get();
        assertThat(request.getModel()).isEqualTo("clip");
        assertThat(request.getModelVersion()).isEqualTo("2");
        assertThat(request.getLabelsList()).containsExactly("cat, or so", "dog", "cow", "bird", "fish");
        assertThat(request.getTemplatesList()).containsExactly("a photo of a {}", "a {}");
        assertThat(request.getOptions().getTopK()).isEqualTo(3);
        assertThat(request.getOptions().getThreshold()).isEqualTo(0.5f);
    }

    @Test
    void options_ofScoring_reachTheServer(@TempDir Path folder) throws IOException {
        Path file = Files.writeString(folder.resolve("labels"), "# animals\nbird\n");
        classify("--text=x", "--labels-file=" + file, "--multi-label", "--temperature=2");
        assertThat(seen.get().getLabelsList()).containsExactly("bird");
        assertThat(seen.get().getOptions().getActivation()).isEqualTo(Activation.ACTIVATION_SIGMOID);
        assertThat(seen.get().getOptions().getTemperature()).isEqualTo(2);
        classify("--text=x", "--label-set=pets");
        assertThat(seen.get().getLabelSet()).isEqualTo("pets");
        assertThat(seen.get().getOptions().getActivation()).isEqualTo(Activation.ACTIVATION_UNSPECIFIED);
        assertThat(seen.get().getOptions().hasTemperature()).isFalse();
    }

    @Test
    void topK_notGiven_isFiveForATableAndAllForJson() {
        classify("--text=x");
        assertThat(seen.get().getOptions().getTopK()).isEqualTo(5);
        classify("--text=x", "--output=json");
        assertThat(seen.get().getOptions().getTopK()).isZero();
        classify("--text=x", "--top-k=0");
        assertThat(seen.get().getOptions().getTopK()).isZero();
    }

    @Test
    void options_none_leaveAllToTheModel() {
        classify("--text=x");
        assertThat(seen.get().getLabelsList()).isEmpty();
        assertThat(seen.get().getOptions().hasThreshold()).isFalse();
    }

    @Test
    void labels_cutToFit_saidOnceOnStandardError() {
        server.classify = request -> {
            ClassifyResponse.Builder response = ClassifyResponse.newBuilder().addTruncatedLabels(1);
            request.getItemsList().forEach(item -> response.addResults(result(request)));
            return response.build();
        };
        String[] texts = IntStream.range(0, 20).mapToObj(i -> "--text=" + i).toArray(String[]::new);
        Cli cli = classify(Stream.concat(Stream.of("--labels=cat,a long one"), Stream.of(texts))
                .toArray(String[]::new));
        assertThat(cli.err()).isEqualTo("triptych: the label 'a long one' was cut to fit the model\n");
        assertThat(cli.status()).isZero();
        assertThat(classify("--text=x", "--label-set=pets").err())
                .isEqualTo("triptych: label 2 of the set 'pets' was cut to fit the model\n");
    }

    @Test
    void usage_wrong_statusTwo() {
        assertThat(classify("--text=x", "--threshold=1.5").status()).isEqualTo(2);
        assertThat(classify("--text=x", "--threshold=nan").status()).isEqualTo(2);
        assertThat(classify("--text=x", "--top-k=-1").status()).isEqualTo(2);
        assertThat(classify("--text=x", "--labels-file=/no/such/file").status()).isEqualTo(2);
    }

    @Test
    void item_fails_rowSaysWhy() {
        server.classify = request -> ClassifyResponse.newBuilder()
                .addResults(ClassifyResult.newBuilder()
                        .setError(FakeServer.status(Status.Code.INVALID_ARGUMENT, "TEXT_EMPTY")))
                .build();
        Cli cli = classify("--text=x");
        assertThat(cli.status()).isEqualTo(1);
        assertThat(cli.out()).contains("error: INVALID_ARGUMENT: what went wrong");
    }
}
