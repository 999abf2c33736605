package dev.triptych.runtime;

import static dev.triptych.runtime.TestServer.expected;
import static dev.triptych.runtime.TestServer.failure;
import static dev.triptych.runtime.TestServer.get;
import static dev.triptych.runtime.TestServer.models;
import static dev.triptych.runtime.TestServer.vector;
import static org.assertj.core.api.Assertions.assertThat;

import dev.triptych.runtime.serving.EmbedQuery;
import dev.triptych.runtime.serving.ModelListing;
import dev.triptych.runtime.serving.ModelListing.State;
import dev.triptych.runtime.serving.ModelListing.TaskKind;
import dev.triptych.runtime.serving.ModelRef;
import dev.triptych.runtime.serving.Request;
import dev.triptych.spi.content.Content;
import dev.triptych.spi.error.Reason;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ModelFoldersTest {
    @TempDir
    Path folder;

    private TestServer server(String... names) {
        return new TestServer(models(folder, names), 1, UnaryOperator.identity());
    }

    @Test
    void badFolders_besideAGoodOne_failAloneWithTheirReasons() throws IOException {
        Files.createDirectories(folder.resolve("wrong"));
        Files.writeString(folder.resolve("wrong/model.yaml"), "famly: toy");
        Files.createDirectories(folder.resolve("other"));
        Files.writeString(folder.resolve("other/model.yaml"), "family: nobody");
        try (TestServer server = server(
                        "toy/toy.onnx",
                        "empty",
                        "junk/readme.txt",
                        "weights/weights.safetensors",
                        "half/toy.onnx.part",
                        "growing/toy.onnx");
                Request request = server.open()) {
            Map<String, ModelListing> byName = server.runtime().catalog().models().stream()
                    .collect(Collectors.toMap(ModelListing::name, listing -> listing));
            assertThat(byName.get("toy").state()).isEqualTo(State.READY);
            assertThat(reason(byName, "empty")).isEqualTo(Reason.MODEL_INCOMPLETE);
            assertThat(reason(byName, "half")).isEqualTo(Reason.MODEL_INCOMPLETE);
            assertThat(reason(byName, "growing")).isEqualTo(Reason.MODEL_INCOMPLETE);
            assertThat(reason(byName, "junk")).isEqualTo(Reason.MODEL_UNRECOGNISED);
            assertThat(byName.get("junk").message()).contains("toy: no toy.onnx", "raw: no raw.onnx");
            assertThat(reason(byName, "weights")).isEqualTo(Reason.MODEL_UNSUPPORTED);
            assertThat(byName.get("weights").message()).contains("triptych-export .");
            assertThat(reason(byName, "wrong")).isEqualTo(Reason.CONFIG_INVALID);
            assertThat(byName.get("wrong").message()).contains("did you mean family?");
            assertThat(reason(byName, "other")).isEqualTo(Reason.CONFIG_INVALID);
            assertThat(byName.values())
                    .allSatisfy(listing -> assertThat(listing.message()).doesNotContain(folder.toString()));
            assertThat(vector(get(server.embed(request, "1 2")).get(0))).isEqualTo(expected("1 2"));
            List<Content> item = List.of(new Content.Text("1"));
            assertThat(failure(server.inference()
                                    .embed(request, new EmbedQuery(new ModelRef("junk", ""), item, null, false, "")))
                            .reason())
                    .isEqualTo(Reason.MODEL_FAILED);
        }
    }

    @Test
    void illNamedFolder_besideAGoodOne_failsAlone() {
        try (TestServer server = server("toy/toy.onnx", "my model/toy.onnx")) {
            Map<String, ModelListing> byName = server.runtime().catalog().models().stream()
                    .collect(Collectors.toMap(ModelListing::name, listing -> listing));
            assertThat(byName.get("toy").state()).isEqualTo(State.READY);
            assertThat(reason(byName, "my model")).isEqualTo(Reason.NAME_INVALID);
        }
    }

    @Test
    void listing_ofAReadyModel_saysWhatItCanDo() {
        try (TestServer server = server("toy/toy.onnx")) {
            ModelListing toy =
                    server.runtime().catalog().find(new ModelRef("toy", "")).orElseThrow();
            assertThat(toy.version()).isEqualTo("1");
            assertThat(toy.backend()).isEqualTo("fake:0");
            assertThat(toy.tasks()).containsKeys(TaskKind.EMBED, TaskKind.CLASSIFY, TaskKind.RANK, TaskKind.INFER);
            assertThat(toy.graphs()).containsOnlyKeys("text");
            assertThat(toy.graphs().get("text").maxBatchSize()).isEqualTo(4);
            assertThat(toy.warnings()).containsExactly("a toy");
            assertThat(server.runtime().catalog().find(new ModelRef("toy", "2")))
                    .isEmpty();
        }
    }

    @Test
    void modelNamedLikeAGraph_ofAnother_refusesTheLatter() {
        try (TestServer server = server("toy/toy.onnx", "toy.text/raw.onnx")) {
            ModelListing toy =
                    server.runtime().catalog().find(new ModelRef("toy", "")).orElseThrow();
            assertThat(toy.reason()).isEqualTo(Reason.CONFIG_INVALID);
            assertThat(server.runtime()
                            .catalog()
                            .find(new ModelRef("toy.text", ""))
                            .orElseThrow()
                            .state())
                    .isEqualTo(State.READY);
        }
    }

    @Test
    void unnamedModel_withSeveralAble_isAmbiguous() {
        try (TestServer server = server("a/toy.onnx", "b/toy.onnx");
                Request request = server.open()) {
            List<Content> item = List.of(new Content.Text("1"));
            var error = failure(server.inference().embed(request, new EmbedQuery(ModelRef.ANY, item, null, false, "")));
            assertThat(error.reason()).isEqualTo(Reason.MODEL_AMBIGUOUS);
            assertThat(error.text()).contains("a, b");
        }
    }

    @Test
    void noModel_ready_isNotReady() {
        try (TestServer server = server("junk/readme.txt")) {
            assertThat(server.runtime().catalog().ready()).isFalse();
        }
    }

    private static Reason reason(Map<String, ModelListing> byName, String name) {
        ModelListing listing = byName.get(name);
        assertThat(listing.state()).isEqualTo(State.FAILED);
        return listing.reason();
    }
}
