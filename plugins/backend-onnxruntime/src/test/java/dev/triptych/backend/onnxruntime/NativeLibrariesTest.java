package dev.triptych.backend.onnxruntime;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NativeLibrariesTest {
    private static final FileTime OLD = FileTime.fromMillis(1_000_000);

    @TempDir
    Path state;

    @Test
    void extract_firstTime_leavesTheLibrariesAndNothingElse() throws IOException {
        Path folder = extract();
        assertThat(folder).startsWith(state.toAbsolutePath());
        assertThat(folder.resolve(System.mapLibraryName("onnxruntime"))).isNotEmptyFile();
        assertThat(folder.resolve(System.mapLibraryName("onnxruntime4j_jni"))).isNotEmptyFile();
        try (Stream<Path> files = Files.list(folder)) {
            assertThat(files).hasSize(2);
        }
    }

    @Test
    void extract_again_usesWhatLiesThere() throws IOException {
        Path library = extract().resolve(System.mapLibraryName("onnxruntime"));
        Files.setLastModifiedTime(library, OLD);
        extract();
        assertThat(Files.getLastModifiedTime(library)).isEqualTo(OLD);
    }

    @Test
    void extract_damagedLibrary_isReplaced() throws IOException {
        Path library = extract().resolve(System.mapLibraryName("onnxruntime4j_jni"));
        byte[] whole = Files.readAllBytes(library);
        byte[] flipped = whole.clone();
        flipped[whole.length / 2] ^= 1;
        Files.write(library, flipped);
        extract();
        assertThat(library).hasBinaryContent(whole);
        Files.write(library, new byte[0], StandardOpenOption.TRUNCATE_EXISTING);
        extract();
        assertThat(library).hasBinaryContent(whole);
    }

    private Path extract() throws IOException {
        return NativeLibraries.extract(state, "test").orElseThrow();
    }
}
