package dev.triptych.app.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.triptych.testing.Fixtures;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The commands as scripts use them: JSON shapes and exit statuses. */
final class CommandLineIT {
    private static final Path CAT = Launcher.ROOT.resolve("models/mini/photos/chelsea.jpg");
    private static final Path COFFEE = Launcher.ROOT.resolve("models/mini/photos/coffee.jpg");
    private static final Path FILES = Launcher.folder("files");

    private static ServerProcess server;
    private static Launcher launcher;

    @BeforeAll
    static void start() {
        server = ServerProcess.serve(
                Launcher.checkout(), "--with-mini", "--models", "add=" + Fixtures.path("triton/add"));
        launcher = Launcher.checkout().with("TRIPTYCH_SERVER", server.grpc());
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @Test
    void embed_json_hasInputSpaceDimAndVectorInOrder() {
        Finished embed = launcher.run("embed", "--output", "json", "--text", "a cat", CAT, "--text", "a dog");

        assertThat(embed.status()).as(embed.err()).isZero();
        JsonNode results = embed.json().path("results");
        assertThat(results.findValuesAsText("input")).containsExactly("a cat", CAT.toString(), "a dog");
        for (JsonNode result : results) {
            assertThat(names(result)).containsExactly("input", "space", "dim", "normalized", "vector");
            assertThat(result.path("vector")).hasSize(result.path("dim").intValue());
            assertThat(result.path("normalized").booleanValue()).isTrue();
        }
    }

    @Test
    void embed_aBadFileAmongGood_printsAllAndExits1() {
        Path bad = FILES.resolve("not-an-image.jpg");
        Folders.write(bad, new byte[] {(byte) 0xFF, (byte) 0xD8, (byte) 0xFF, 0, 1, 2, 3});

        Finished embed = launcher.run("embed", "--output", "json", CAT, bad, FILES.resolve("missing.jpg"), COFFEE);

        assertThat(embed.status()).as(embed.err()).isEqualTo(1);
        JsonNode results = embed.json().path("results");
        assertThat(results).hasSize(4);
        assertThat(results.path(0).has("vector")).isTrue();
        assertThat(results.path(3).has("vector")).isTrue();
        assertThat(names(results.path(1).path("error"))).containsExactly("code", "reason", "message");
        assertThat(results.path(1).path("error").path("code").asText()).isEqualTo("INVALID_ARGUMENT");
        assertThat(results.path(2).path("error").path("message").asText()).isNotEmpty();
    }

    @Test
    void embed_jsonl_isOneObjectALine() {
        Finished embed = launcher.run("embed", "--output", "jsonl", "--text", "a", "--text", "b");

        assertThat(embed.out()
                        .lines()
                        .map(line -> Finished.json(line).path("input").asText()))
                .containsExactly("a", "b");
    }

    @Test
    void embed_standardInputAndFileList_areRead() {
        Path list = FILES.resolve("list.txt");
        Folders.write(list, CAT + "\n" + COFFEE + "\n");

        Finished embed = launcher.run("a text", new Object[] {"embed", "--output", "json", "-", "--files-from", list});

        assertThat(embed.status()).as(embed.err()).isZero();
        assertThat(embed.json().path("results").findValuesAsText("input"))
                .containsExactly("-", CAT.toString(), COFFEE.toString());
    }

    @Test
    void classify_json_isBestFirstWithScoreAndLogit() {
        Finished classify =
                launcher.run("classify", "--output", "json", "--labels", "dog,cat,flower", "--top-k", "2", CAT);

        assertThat(classify.status()).as(classify.err()).isZero();
        JsonNode labels = classify.json().path("results").path(0).path("labels");
        assertThat(labels.findValuesAsText("label")).hasSize(2).first().isEqualTo("cat");
        assertThat(names(labels.path(0))).containsExactly("label", "score", "logit");
        assertThat(labels.path(0).path("score").doubleValue()).isBetween(0.5, 1.0);
    }

    @Test
    void rank_json_hasOneEntryAQuery() {
        Finished rank =
                launcher.run("rank", "--output", "json", "--query", "a hot drink", "--query", "a cat", COFFEE, CAT);

        assertThat(rank.status()).as(rank.err()).isZero();
        JsonNode results = rank.json().path("results");
        assertThat(results.findValuesAsText("query")).containsExactly("a hot drink", "a cat");
        assertThat(results.path(0).path("results").path(0).path("input").asText())
                .isEqualTo(COFFEE.toString());
        assertThat(results.path(1).path("results").path(0).path("input").asText())
                .isEqualTo(CAT.toString());
        assertThat(names(results.path(0).path("results").path(0))).containsExactly("input", "score", "rank");
    }

    @Test
    void list_json_namesModelsTasksAndSpaces() {
        Finished list = launcher.run("list", "--output", "json");

        JsonNode results = list.json().path("results");
        assertThat(results.findValuesAsText("name")).contains("add", "mini");
        JsonNode mini = results.path(1);
        assertThat(mini.path("state").asText()).isEqualTo("ready");
        assertThat(names(mini.path("tasks"))).contains("embed", "classify", "rank");
        assertThat(mini.path("spaces").path(0).path("dim").intValue()).isPositive();
    }

    @Test
    void unicode_underAPosixLocale_goesThroughUnharmed() {
        Path file = FILES.resolve("naïve-猫.txt");
        Folders.write(file, "кот");

        Finished embed =
                launcher.with("LC_ALL", "POSIX").run("embed", "--output", "json", "--text", "Größe 猫 🐈", file);

        assertThat(embed.status()).as(embed.err()).isZero();
        assertThat(embed.json().path("results").findValuesAsText("input"))
                .containsExactly("Größe 猫 🐈", file.toString());
    }

    @Test
    void serverNotReachable_exits3() {
        Finished embed = Launcher.checkout().run("embed", "--server", "127.0.0.1:1", "--text", "a");

        assertThat(embed.status()).isEqualTo(3);
        assertThat(embed.out()).isEmpty();
        assertThat(embed.err()).contains("127.0.0.1:1").doesNotContain("\tat ");
    }

    @Test
    void modelNotServed_exits3() {
        Finished embed = launcher.run("embed", "--model", "nobody", "--text", "a");

        assertThat(embed.status()).as(embed.err()).isEqualTo(3);
        assertThat(embed.err()).contains("nobody");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "embed --no-such-option",
                "embed",
                "classify --top-k many --text a",
                "serve --grpc-port 70000",
                "serve --grpc-port many",
                "serve --backend abacus",
                "list --server nowhere",
                "nonsense",
                "inspect",
            })
    void misuse_exits2WithAWordOfHelp(String line) {
        Finished misuse = launcher.run((Object[]) line.split(" "));

        assertThat(misuse.status()).as(misuse.err()).isEqualTo(2);
        assertThat(misuse.out()).isEmpty();
        assertThat(misuse.err()).startsWith("triptych: ").doesNotContain("\tat ");
    }

    @ParameterizedTest
    @ValueSource(strings = {"--version", "serve --version", "embed --version"})
    void version_exits0(String line) {
        Finished version = launcher.run((Object[]) line.split(" "));

        assertThat(version.status()).as(version.err()).isZero();
        assertThat(version.out()).matches("triptych \\d+\\.\\d+\\.\\d+\\S*\n");
    }

    @ParameterizedTest
    @ValueSource(strings = {"--help", "serve --help", "embed --help"})
    void help_exits0OnStandardOutput(String line) {
        Finished help = launcher.run((Object[]) line.split(" "));

        assertThat(help.status()).isZero();
        assertThat(help.out()).startsWith("Usage: triptych");
    }

    @Test
    void config_takesFlagThenEnvironmentThenFileThenDefault() {
        Path file = FILES.resolve("triptych.yaml");
        Folders.write(file, "grpc-port: 1001\nmetrics-port: 1002\nadmin-port: 1003\nmodels: [one, two]\n");

        Finished config = Launcher.checkout()
                .with("TRIPTYCH_GRPC_PORT", 2001)
                .with("TRIPTYCH_METRICS_PORT", 2002)
                .run("config", "--config", file, "--grpc-port", 3001, "--output", "json");

        assertThat(config.status()).as(config.err()).isZero();
        JsonNode json = config.json();
        assertValue(json, "grpc-port", "3001", "flag");
        assertValue(json, "metrics-port", "2002", "environment");
        assertValue(json, "admin-port", "1003", "file");
        assertValue(json, "models", "one,two", "file");
        assertValue(json, "device-mode", "throughput", "default");
        assertThat(json.has("help")).isFalse();
    }

    @Test
    void config_fileNamedByTheEnvironment_isRead() {
        Path file = FILES.resolve("named.yaml");
        Folders.write(file, "max-message-bytes: 1000\n");

        Finished config = Launcher.checkout().with("TRIPTYCH_CONFIG", file).run("config", "--output", "json");

        assertValue(config.json(), "max-message-bytes", "1000", "file");
    }

    @Test
    void config_anEnvironmentThatStatesTheVersion_isNoFlag() {
        Finished config = Launcher.checkout().with("TRIPTYCH_VERSION", "0.1.0").run("config", "--output", "json");

        assertThat(config.status()).as(config.err()).isZero();
    }

    @Test
    void config_misspeltKey_exits2WithTheNearestName() {
        Path file = FILES.resolve("misspelt.yaml");
        Folders.write(file, "grpc-prot: 1001\n");

        Finished config = Launcher.checkout().run("config", "--config", file);

        assertThat(config.status()).isEqualTo(2);
        assertThat(config.err()).contains("unknown key 'grpc-prot'").contains("did you mean 'grpc-port'?");
    }

    @Test
    void config_fileThatIsMissing_exits2() {
        Finished config = Launcher.checkout().run("serve", "--config", FILES.resolve("none.yaml"));

        assertThat(config.status()).isEqualTo(2);
        assertThat(config.err()).contains("none.yaml");
    }

    @Test
    void inspect_json_saysWhatAFolderIsTakenFor() {
        Finished inspect = launcher.run("inspect", "--output", "json", Fixtures.path("clip-combined"));

        assertThat(inspect.status()).as(inspect.err()).isZero();
        assertThat(inspect.json().path("family").asText()).isEqualTo("dual-encoder");
        assertThat(inspect.json()
                        .path("graphs")
                        .path("model.onnx")
                        .path("nodes")
                        .intValue())
                .isPositive();
    }

    @Test
    void inspect_aFolderThatNothingServes_exits1() {
        Path folder = Launcher.folder("files/odd");
        Folders.write(folder.resolve("readme.txt"), "no model");

        Finished inspect = launcher.run("inspect", "--output", "json", folder);

        assertThat(inspect.status()).isEqualTo(1);
        assertThat(inspect.json().path("refused").asText()).isNotEmpty();
    }

    @Test
    void inspect_weightsOnly_printsTheCommandForThePathAsGiven() {
        Path folder = Launcher.folder("files/check points/clip");
        Folders.write(folder.resolve("config.json"), "{\"model_type\": \"clip\"}");
        Folders.write(folder.resolve("model.safetensors"), "w");

        Finished inspect = launcher.run("inspect", folder);

        assertThat(inspect.status()).isEqualTo(1);
        assertThat(inspect.out()).contains("run: triptych-export '" + folder + "' clip-onnx" + System.lineSeparator());
    }

    @Test
    void doctor_json_findsEngineAndPlugins() {
        Finished doctor = Launcher.checkout()
                .run("doctor", "--grpc-port", 0, "--metrics-port", 0, "--admin-port", 0, "--output", "json");

        assertThat(doctor.status()).as(doctor.out()).isZero();
        assertThat(doctor.json().path("plugin dual-encoder").path("ok").booleanValue())
                .isTrue();
        assertThat(doctor.json().path("backend onnxruntime").path("ok").booleanValue())
                .isTrue();
    }

    private static void assertValue(JsonNode config, String option, String value, String source) {
        assertThat(config.path(option).path("value").asText()).as(option).isEqualTo(value);
        assertThat(config.path(option).path("source").asText()).as(option).isEqualTo(source);
    }

    private static List<String> names(JsonNode object) {
        List<String> names = new ArrayList<>();
        object.fieldNames().forEachRemaining(names::add);
        return names;
    }
}
