package dev.triptych.app.endtoend;

import static org.assertj.core.api.Assertions.assertThat;
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
import dev.triptych.client.Vector;
import dev.triptych.testing.Fixtures;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Sentence encoders and classifiers over gRPC against what their training tools make of the same files. */
final class EncoderFoldersIT {
    private static ServerProcess server;
    private static TriptychClient client;

    @BeforeAll
    static void start() {
        server = ServerProcess.serve(
                Launcher.checkout(),
                "--models",
                Fixtures.path("sentence"),
                "--models",
                Fixtures.path("classifier-image"),
                "--models",
                Fixtures.path("classifier-text"),
                "--models",
                Fixtures.path("image-encoder-vit"),
                "--models",
                Fixtures.path("sentence-whole"));
        client = server.client();
    }

    @AfterAll
    static void stop() {
        client.close();
        server.close();
    }

    @Test
    void sentences_overGrpc_equalTheReference() throws IOException {
        JsonNode goldens = goldens("sentence");
        JsonNode vectors = goldens.path("variants").path(0).path("vectors");
        double median = goldens.path("variants").path(0).path("median_distance").doubleValue();
        int compared = 0;
        for (int i = 0; i < goldens.path("texts").size(); i++) {
            String text = goldens.path("texts").path(i).asText();
            if (text.isEmpty()) {
                continue; // The wire refuses a text of no characters.
            }
            Vector vector = client.embed("sentence", List.of(Input.text(text)), EmbedOptions.DEFAULTS)
                    .get(0)
                    .value();
            assertThat(vector.normalized()).isTrue();
            assertClose(text, vector.values(), vectors.path(i), 1e-3 * median);
            compared++;
        }
        assertThat(compared).isEqualTo(20);
    }

    @ParameterizedTest
    @ValueSource(strings = {"image", "text"})
    void classify_withTheModelsOwnLabels_givesTheReferencesProbabilities(String kind) throws IOException {
        JsonNode golden = goldens("classifier").path(kind);
        List<JsonNode> items = new ArrayList<>();
        List<Input> inputs = new ArrayList<>();
        for (JsonNode item : golden.path("items")) {
            if (item.has("image") || !item.path("text").asText().isEmpty()) {
                items.add(item);
                inputs.add(
                        item.has("image")
                                ? Input.image(
                                        Fixtures.picture(item.path("image").asText()))
                                : Input.text(item.path("text").asText()));
            }
        }

        Results<Classification> results = client.classify("classifier-" + kind, inputs, ClassifyOptions.DEFAULTS);

        for (int i = 0; i < results.size(); i++) {
            List<ScoredLabel> scored = results.get(i).value().labels();
            assertThat(scored).hasSize(golden.path("labels").size());
            for (ScoredLabel label : scored) {
                assertThat(label.label())
                        .isEqualTo(golden.path("labels").path(label.index()).asText());
                assertThat((double) label.score())
                        .as("%s %d: %s", kind, i, label.label())
                        .isCloseTo(
                                items.get(i).path("softmax").path(label.index()).doubleValue(), within(5e-3));
            }
        }
        assertThat(results.size()).isGreaterThanOrEqualTo(20);
    }

    @Test
    void listing_ofEachFolder_showsItsFamilyAndTasks() {
        assertThat(version("sentence").family()).isEqualTo("sentence-transformers");
        assertThat(version("sentence").tasks()).containsKey("embed");
        assertThat(version("sentence").maxTextTokens()).isEqualTo(48);
        assertThat(version("classifier-image").family()).isEqualTo("classifier");
        assertThat(version("classifier-image").tasks()).containsKey("classify");
        assertThat(version("classifier-text").maxTextTokens()).isEqualTo(64);
        assertThat(version("image-encoder-vit").family()).isEqualTo("image-encoder");
        assertThat(version("image-encoder-vit").tasks()).containsKey("embed");
        assertThat(version("sentence-whole").family()).isEqualTo("sentence-transformers");
    }

    private static ModelInfo.Version version(String model) {
        return client.model(model).versions().get(0);
    }

    private static void assertClose(String what, float[] values, JsonNode wanted, double permitted) {
        assertThat(values).as(what).hasSize(wanted.size());
        for (int i = 0; i < values.length; i++) {
            assertThat((double) values[i]).as(what).isCloseTo(wanted.path(i).doubleValue(), within(permitted));
        }
    }

    private static JsonNode goldens(String name) throws IOException {
        return new ObjectMapper().readTree(Fixtures.bytes("goldens/" + name + ".json"));
    }
}
