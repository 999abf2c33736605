package dev.triptych.runtime.graph;

import static dev.triptych.runtime.graph.Refusals.assertRefused;
import static org.assertj.core.api.Assertions.assertThat;

import dev.triptych.spi.error.Reason;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ExternalDataTest {
    @TempDir
    Path temp;

    private Path folder;
    private Path outside;

    @BeforeEach
    void makeFolders() throws IOException {
        folder = Files.createDirectories(temp.resolve("model/onnx")).getParent();
        outside = Files.createDirectories(temp.resolve("outside"));
        Files.write(outside.resolve("data.bin"), new byte[64]);
        Files.write(folder.resolve("onnx/data.bin"), new byte[64]);
    }

    @Test
    void open_dataBesideTheFile_isFound() {
        OnnxFile file = open("data.bin", "32", "32");
        assertThat(file.name()).isEqualTo("onnx/model.onnx");
        assertThat(file.facts().externalFiles()).containsExactly("data.bin");
    }

    @Test
    void open_lengthLeftOut_isTakenFromTheShape() {
        assertThat(open("./data.bin", "", "").external()).containsOnlyKeys("./data.bin");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "../../outside/data.bin",
                "a/../../../outside/data.bin",
                "..",
                "/etc/passwd",
                "C:\\data.bin",
                "C:data.bin",
                "..\\data.bin",
                "*/_ORT_MEM_ADDR_/*",
                "da\nta.bin",
                "missing.bin",
                ".",
            })
    void open_locationThatIsNoFileOfTheFolder_isRefusedByTensor(String location) {
        assertRefused(() -> open(location, "0", "32"), Reason.MODEL_EXTERNAL_DATA, "'w'", "onnx/model.onnx");
    }

    @Test
    void open_linkToOutside_isRefused() throws IOException {
        Files.createSymbolicLink(folder.resolve("onnx/link.bin"), outside.resolve("data.bin"));
        assertRefused(() -> open("link.bin", "0", "32"), Reason.MODEL_EXTERNAL_DATA, "'w'", "leaves the folder");
    }

    @Test
    void open_directoryLinkToOutside_isRefused() throws IOException {
        Files.createSymbolicLink(folder.resolve("onnx/dir"), outside);
        assertRefused(() -> open("dir/data.bin", "0", "32"), Reason.MODEL_EXTERNAL_DATA, "leaves the folder");
    }

    @Test
    void open_linkInsideTheFolder_isFollowed() throws IOException {
        Files.createSymbolicLink(folder.resolve("onnx/link.bin"), Path.of("data.bin"));
        assertThat(open("link.bin", "0", "32").external()).containsOnlyKeys("link.bin");
    }

    @Test
    void open_hardLink_isRefused() throws IOException {
        Files.createLink(folder.resolve("onnx/hard.bin"), outside.resolve("data.bin"));
        assertRefused(() -> open("hard.bin", "0", "32"), Reason.MODEL_EXTERNAL_DATA, "hard links");
    }

    @Test
    void open_cacheBlobs_areAllowedWhereNamed() throws IOException {
        Path blobs = Files.createDirectories(temp.resolve("blobs"));
        Files.write(blobs.resolve("abc"), new byte[64]);
        Files.createLink(blobs.resolve("same"), blobs.resolve("abc"));
        Files.createSymbolicLink(folder.resolve("onnx/link.bin"), Path.of("../../blobs/abc"));
        graph("link.bin", "0", "32").write(blobs, "def");
        Files.createSymbolicLink(folder.resolve("onnx/model.onnx"), Path.of("../../blobs/def"));
        Path file = Path.of("onnx/model.onnx");
        assertRefused(
                () -> OnnxReader.open(folder, file, Set.of()), Reason.MODEL_INCOMPLETE, "leaves the model folder");
        OnnxFile opened = OnnxReader.open(folder, file, Set.of(blobs));
        assertThat(opened.path().getFileName().toString()).isEqualTo("model.onnx");
        assertThat(opened.external().get("link.bin").real())
                .isEqualTo(blobs.toRealPath().resolve("abc"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"33,32", "64,32", "0,31", "-1,32", "0,x", "99999999999999999999,32", "0,0x20"})
    void open_rangeThatDoesNotFit_isRefused(String range) {
        String[] parts = range.split(",");
        assertRefused(() -> open("data.bin", parts[0], parts[1]), Reason.MODEL_EXTERNAL_DATA, "'w'");
    }

    @Test
    void open_externalTensorInABody_isChecked() {
        TestGraph body = new TestGraph()
                .external("hidden", "/etc/passwd", "", "", 1)
                .node("copy", "Identity", List.of("hidden"), "z")
                .output("z", TestGraph.FLOAT, 1);
        new TestGraph()
                .input("cond", TestGraph.BOOL)
                .node("if", "If", List.of("cond"), "y", TestGraph.body("then_branch", body))
                .output("y", TestGraph.FLOAT, 1)
                .write(folder, "model.onnx");
        assertRefused(
                () -> OnnxReader.open(folder, Path.of("model.onnx"), Set.of()), Reason.MODEL_EXTERNAL_DATA, "'hidden'");
    }

    @Test
    void open_fileMissingOrOutside_isIncomplete() {
        assertRefused(() -> OnnxReader.open(folder, Path.of("no.onnx"), Set.of()), Reason.MODEL_INCOMPLETE, "missing");
        assertRefused(
                () -> OnnxReader.open(folder, Path.of("../outside/data.bin"), Set.of()),
                Reason.MODEL_INCOMPLETE,
                "not inside");
        assertRefused(() -> OnnxReader.open(folder, Path.of("onnx"), Set.of()), Reason.MODEL_INCOMPLETE, "regular");
    }

    private OnnxFile open(String location, String offset, String length) {
        graph(location, offset, length).write(folder.resolve("onnx"), "model.onnx");
        return OnnxReader.open(folder, Path.of("onnx/model.onnx"), Set.of());
    }

    private static TestGraph graph(String location, String offset, String length) {
        return new TestGraph()
                .input("x", TestGraph.FLOAT, "n", 8)
                .external("w", location, offset, length, 8)
                .node("add", "Add", List.of("x", "w"), "y")
                .output("y", TestGraph.FLOAT, "n", 8);
    }
}
