package dev.triptych.app.endtoend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.triptych.client.ErrorCode;
import dev.triptych.client.FailedPreconditionException;
import dev.triptych.client.Input;
import dev.triptych.client.ModelInfo;
import dev.triptych.client.TriptychClient;
import dev.triptych.testing.Fixtures;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Damaged, hostile and half-written model folders beside a good one. */
final class BadFoldersIT {
    private static final Path MODELS = Launcher.folder("bad").resolve("models");
    private static final Path OUTSIDE = Launcher.folder("bad").resolve("outside-data");
    private static final Path EXTERNAL = Fixtures.path("clip-external");
    private static final String DATA = "model.onnx_data";

    private static ServerProcess server;
    private static TriptychClient client;

    @BeforeAll
    static void start() throws IOException {
        Folders.delete(MODELS);
        Folders.copy(Fixtures.path("clip-combined"), MODELS.resolve("good"));
        spoiltGraphs();
        spoiltData();
        halfWritten();
        server = ServerProcess.serve(Launcher.checkout(), "--models", MODELS);
        client = server.client();
    }

    @AfterAll
    static void stop() {
        client.close();
        server.close();
    }

    private static void spoiltGraphs() {
        Path flipped = combined("flipped");
        byte[] bytes = Folders.read(flipped);
        for (int i = 0; i < bytes.length; i += 97) {
            bytes[i] ^= 0x15;
        }
        Folders.write(flipped, bytes);
        Path truncated = combined("truncated");
        Folders.cut(truncated, bytes.length / 2);
        Folders.write(combined("empty"), "");
        Folders.write(combined("html"), "<!DOCTYPE html>\n<html><body>Sign in to download model.onnx</body></html>\n");
        Folders.write(
                combined("lfs"),
                "version https://git-lfs.github.com/spec/v1\noid sha256:" + "ab".repeat(32) + "\nsize 605000000\n");
    }

    private static void spoiltData() throws IOException {
        Folders.write(OUTSIDE, Folders.read(EXTERNAL.resolve(DATA)));
        external("upwards", "../outside-data");
        Files.copy(OUTSIDE, MODELS.resolve("outside-data"));
        external("absolute", "/etc/os-release");
        Path link = Folders.copy(EXTERNAL, MODELS.resolve("linked")).resolve(DATA);
        Files.delete(link);
        Files.createSymbolicLink(link, OUTSIDE);
        Files.delete(Folders.copy(EXTERNAL, MODELS.resolve("missing")).resolve(DATA));
        Path cut = Folders.copy(EXTERNAL, MODELS.resolve("short")).resolve(DATA);
        Folders.cut(cut, Files.size(cut) / 2);
    }

    private static void halfWritten() throws IOException {
        Files.createDirectories(MODELS.resolve("nothing"));
        Files.createDirectories(MODELS.resolve("hollow/1"));
        Folders.write(MODELS.resolve("hollow/1/.model.onnx.swp"), "an editor's");
        Path manifest = Folders.copy(Fixtures.path("clip-split"), MODELS.resolve("unfinished"));
        Folders.write(
                manifest.resolve("manifest.json"),
                "{\"files\":{\"tokenizer.json\":{\"size\":7},\"onnx/text_model.onnx\":{}}}");
        Files.delete(Folders.copy(Fixtures.path("clip-split"), MODELS.resolve("untokenized"))
                .resolve("tokenizer.json"));
        Path json = Folders.copy(Fixtures.path("clip-split"), MODELS.resolve("halfjson"));
        Folders.cut(json.resolve("tokenizer.json"), 300);
    }

    private static Path combined(String name) {
        return Folders.copy(Fixtures.path("clip-combined"), MODELS.resolve(name))
                .resolve("model.onnx");
    }

    // The name in the graph is replaced by one of the same length, so that nothing else of the file changes.
    private static void external(String name, String location) {
        Path folder = Folders.copy(EXTERNAL, MODELS.resolve(name));
        assertThat(location).hasSameSizeAs(DATA);
        Folders.replace(folder.resolve("model.onnx"), DATA, location);
    }

    @ParameterizedTest
    @ValueSource(strings = {"flipped", "truncated", "empty", "html", "lfs"})
    void row55_corruptGraph_failsAlone(String model) {
        assertRefused(model, "MODEL_CORRUPT");
    }

    @ParameterizedTest
    @ValueSource(strings = {"upwards", "absolute", "linked", "missing", "short"})
    void row56_externalDataOutsideMissingOrShort_failsAlone(String model) {
        assertRefused(model, "MODEL_EXTERNAL_DATA");
    }

    @ParameterizedTest
    @ValueSource(strings = {"nothing", "hollow", "unfinished", "untokenized"})
    void row58_halfWrittenFolder_isNotLoaded(String model) {
        assertRefused(model, "MODEL_INCOMPLETE");
    }

    @Test
    void row58_halfWrittenTokenizer_isNotLoaded() {
        assertThat(failedLine("halfjson")).startsWith("FAILED halfjson ");
    }

    @Test
    void row55_goodModelAmongBadOnes_serves() {
        assertThat(client.embed("good", Input.text("a cat")).get(0).value().dim())
                .isEqualTo(32);
        assertThat(server.ready().group(4)).isEqualTo("1");
        assertThat(server.ready().group(5)).isEqualTo("15");
        assertThat(server.out()).filteredOn(line -> line.startsWith("FAILED ")).hasSize(15);
        assertThat(server.get("/readyz").statusCode()).isEqualTo(200);
    }

    @Test
    void row55_nothingThatIsSaid_namesAPlaceOnTheHost() {
        // The log may say more: it is the operator's.
        String said = String.join("\n", server.out());
        for (ModelInfo model : client.models()) {
            said += model.versions();
        }
        assertThat(said)
                .doesNotContain(Launcher.ROOT.toString())
                .doesNotContain(System.getProperty("java.io.tmpdir"))
                .doesNotContain("0x7f")
                .doesNotContain("Exception");
    }

    @Test
    void row55_strictWithABadFolder_exits3() {
        Finished strict = Launcher.checkout()
                .run(ServerProcess.serveLine(
                                "--strict", "--models", MODELS.resolve("good"), "--models", MODELS.resolve("lfs"))
                        .toArray());

        assertThat(strict.status()).as(strict.err()).isEqualTo(3);
        assertThat(strict.out()).contains("FAILED lfs MODEL_CORRUPT ").contains(" models=1 failed=1");
    }

    @Test
    void row55_nothingServed_exits3() {
        Finished none = Launcher.checkout()
                .run(ServerProcess.serveLine("--models", MODELS.resolve("html")).toArray());

        assertThat(none.status()).as(none.err()).isEqualTo(3);
        assertThat(none.out()).contains("FAILED html MODEL_CORRUPT ").contains(" models=0 failed=1");
    }

    private static String failedLine(String model) {
        List<String> lines = server.out().stream()
                .filter(line -> line.startsWith("FAILED " + model + " "))
                .toList();
        assertThat(lines).as(server.out().toString()).hasSize(1);
        return lines.get(0);
    }

    private static void assertRefused(String model, String reason) {
        assertThat(failedLine(model)).startsWith("FAILED " + model + " " + reason + " ");
        assertThat(client.model(model).versions()).singleElement().satisfies(version -> {
            assertThat(version.state()).isEqualTo(ModelInfo.State.FAILED);
            assertThat(version.failure()).get().satisfies(failure -> assertThat(failure.reason())
                    .isEqualTo(reason));
        });
        assertThatThrownBy(() -> client.embed(model, Input.text("a cat")))
                .isInstanceOfSatisfying(FailedPreconditionException.class, refused -> {
                    assertThat(refused.code()).isEqualTo(ErrorCode.FAILED_PRECONDITION);
                    assertThat(refused.reason()).isEqualTo("MODEL_FAILED");
                    assertThat(refused.getMessage()).doesNotContain(Launcher.ROOT.toString());
                });
    }
}
