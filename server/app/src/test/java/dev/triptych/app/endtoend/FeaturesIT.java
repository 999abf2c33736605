package dev.triptych.app.endtoend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.triptych.client.EmbedOptions;
import dev.triptych.client.Features;
import dev.triptych.client.Input;
import dev.triptych.client.ModelInfo;
import dev.triptych.client.Results;
import dev.triptych.client.TriptychClient;
import dev.triptych.client.TriptychException;
import dev.triptych.testing.Fixtures;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Features, a choice of precision and a cut of dimensions, through the server as it ships. */
final class FeaturesIT {
    private static ServerProcess server;
    private static TriptychClient client;

    @BeforeAll
    static void start() {
        Path cut = Folders.copy(
                Fixtures.path("sentence"), Launcher.folder("features").resolve("cut"));
        // The file that is served unasked is no graph: what answers was read from the other one.
        Folders.write(cut.resolve("onnx/model_int8.onnx"), Folders.read(cut.resolve("onnx/model.onnx")));
        Folders.write(cut.resolve("onnx/model.onnx"), "no graph");
        Folders.write(cut.resolve("model.yaml"), "dtype: int8\ndims: [8, 4]\n");
        server = ServerProcess.serve(
                Launcher.checkout(),
                "--models",
                Fixtures.path("clip-split"),
                "--models",
                Fixtures.path("siglip2"),
                "--models",
                Fixtures.path("sentence"),
                "--models",
                Fixtures.path("classifier-image"),
                "--models",
                cut);
        client = server.client();
    }

    @AfterAll
    static void stop() {
        client.close();
        server.close();
    }

    @ParameterizedTest
    @CsvSource({
        "clip-split, text, tokens",
        "clip-split, image, patches",
        "siglip2, text, tokens+pooled",
        "siglip2, image, pooled+patches",
        "sentence, text, tokens"
    })
    void features_overGrpc_equalTheReference(String model, String kind, String named) throws IOException {
        List<String> names = List.of(named.split("\\+"));
        List<JsonNode> items = new ArrayList<>();
        List<Input> inputs = new ArrayList<>();
        for (JsonNode item : goldens().path(model).path("items")) {
            if (item.has(kind)) {
                items.add(item);
                String value = item.path(kind).asText();
                inputs.add(kind.equals("text") ? Input.text(value) : Input.image(Fixtures.path("images/" + value)));
            }
        }

        Results<Features> results = client.features(model, inputs, names);

        assertThat(results.size()).isEqualTo(items.size()).isGreaterThanOrEqualTo(3);
        for (int i = 0; i < items.size(); i++) {
            assertThat(results.get(i).truncated())
                    .isEqualTo(items.get(i).path("truncated").asBoolean());
            for (String name : names) {
                assertSame(
                        items.get(i).path("features").path(name),
                        results.get(i).value().get(name));
            }
        }
    }

    @Test
    void listing_ofEachModel_namesWhatItsGraphGivesOut() {
        assertThat(listed("clip-split")).containsExactly("tokens[text][-1, 32]", "patches[image][64, 48]");
        assertThat(listed("sentence")).containsExactly("tokens[text][-1, 16]");
        assertThat(listed("classifier-image")).isEmpty();
        assertThat(version("siglip2").tasks().get("features")).containsExactlyInAnyOrder("image", "text");
        assertThat(version("classifier-image").tasks()).doesNotContainKey("features");
    }

    @Test
    void features_thatAreNotThere_areRefusedInWords() {
        List<Input> text = List.of(Input.text("a cat"));
        assertThatThrownBy(() -> client.features("clip-split", text, List.of("pooled")))
                .isInstanceOf(TriptychException.class)
                .hasMessageContaining("tokens, patches");
        assertThatThrownBy(() -> client.features("classifier-image", text, List.of("pooled")))
                .isInstanceOf(TriptychException.class)
                .hasMessageContaining("cannot give out features");
        assertThat(client.features("clip-split", text, List.of("patches"))
                        .get(0)
                        .ok())
                .isFalse();
    }

    @Test
    void embed_dtypeAndDimsOfModelYaml_areServed() {
        assertThat(version("cut").spaces().get(0).shorterDims()).containsExactly(4, 8);
        List<Input> text = List.of(Input.text("a photo of a cat"));
        float[] cut = client.embed("cut", text, EmbedOptions.DEFAULTS.withDim(4))
                .get(0)
                .value()
                .values();
        float[] whole = client.embed("sentence", text, EmbedOptions.DEFAULTS)
                .get(0)
                .value()
                .values();
        double norm = Math.sqrt(whole[0] * whole[0] + whole[1] * whole[1] + whole[2] * whole[2] + whole[3] * whole[3]);
        assertThat(cut).hasSize(4);
        for (int i = 0; i < 4; i++) {
            assertThat((double) cut[i]).isCloseTo(whole[i] / norm, within(1e-5));
        }
    }

    private static List<String> listed(String model) {
        return version(model).offers().features().stream()
                .map(feature -> feature.name() + feature.modalities() + feature.shape())
                .toList();
    }

    private static ModelInfo.Version version(String model) {
        return client.model(model).versions().get(0);
    }

    private static void assertSame(JsonNode golden, Features.Feature feature) {
        List<Long> shape = new ArrayList<>();
        golden.path("shape").forEach(length -> shape.add(length.asLong()));
        assertThat(feature.shape()).isEqualTo(shape);
        int width = Math.toIntExact(shape.get(shape.size() - 1));
        float[] numbers = feature.floats();
        for (Map.Entry<String, JsonNode> row : golden.path("rows").properties()) {
            for (int i = 0; i < width; i++) {
                assertThat((double) numbers[Integer.parseInt(row.getKey()) * width + i])
                        .isCloseTo(row.getValue().path(i).asDouble(), within(1e-4));
            }
        }
    }

    private static JsonNode goldens() throws IOException {
        return new ObjectMapper().readTree(Fixtures.bytes("goldens/features.json"));
    }
}
