package dev.triptych.repository;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.triptych.spi.error.Reason;
import dev.triptych.spi.error.TaskException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.assertj.core.api.ThrowableAssert;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LabelFileTest {
    @TempDir
    Path folder;

    @Test
    void parse_blankLinesCommentsAndBreaks_leaveTheLabels() {
        byte[] bytes = "\uFEFFcat\r\n\n# a comment\n  red panda \n\u72AC".getBytes(StandardCharsets.UTF_8);
        assertThat(LabelFile.parse("l.txt", bytes)).containsExactly("cat", "red panda", "\u72AC");
    }

    @Test
    void parse_badFiles_areRefusedByLine() {
        assertThat(refused("# nothing\n".getBytes(StandardCharsets.UTF_8))).contains("no label");
        assertThat(refused("cat\n\ncat".getBytes(StandardCharsets.UTF_8))).contains("line 3", "'cat'");
        assertThat(refused(new byte[] {'a', '\n', (byte) 0xff})).contains("UTF-8");
        assertThat(refused("a".repeat(1025).getBytes(StandardCharsets.UTF_8))).contains("line 1", "1024");
        StringBuilder many = new StringBuilder();
        for (int i = 0; i <= LabelFile.MOST; i++) {
            many.append(i).append('\n');
        }
        assertThat(refused(many.toString().getBytes(StandardCharsets.UTF_8))).contains("16385", "16384");
    }

    @Test
    void classes_everyLine_isTheClassOfItsNumber() {
        byte[] birds = "\uFEFFcrane\r\n#1\n crane \n\n\n".getBytes(StandardCharsets.UTF_8);
        assertThat(LabelFile.classes("l.txt", birds)).containsExactly("crane", "#1", "crane");
        assertThat(refused(() -> LabelFile.classes("l.txt", "a\n\nb".getBytes(StandardCharsets.UTF_8))))
                .contains("line 2 is blank");
        assertThat(refused(() -> LabelFile.classes("l.txt", "\n \n".getBytes(StandardCharsets.UTF_8))))
                .contains("no label");
    }

    @Test
    void inFolder_textFiles_areSetsByTheirNames() throws IOException {
        Files.writeString(folder.resolve("pets.txt"), "cat\ndog\n");
        Files.writeString(folder.resolve("README.md"), "no set");
        assertThat(LabelSets.inFolder(folder)).containsOnly(java.util.Map.entry("pets", List.of("cat", "dog")));
        Files.writeString(folder.resolve("two words.txt"), "cat");
        assertThat(catchThrowableOfType(TaskException.class, () -> LabelSets.inFolder(folder))
                        .reason())
                .isEqualTo(Reason.CONFIG_INVALID);
    }

    @Test
    void folder_labelsFileAndSets_areReadBeforeAPluginSeesThem() throws IOException {
        Files.writeString(folder.resolve("names.txt"), "cat\ndog\n");
        Files.writeString(folder.resolve("birds.txt"), "crane\n#1\ncrane\n");
        Files.writeString(folder.resolve("model.yaml"), "labels_file: birds.txt\nlabel_sets: {pets: names.txt}\n");
        FolderView view = FolderView.open(folder);
        assertThat(view.overrides()).containsOnly(java.util.Map.entry("labels", List.of("crane", "#1", "crane")));
        assertThat(view.labelSets()).containsOnly(java.util.Map.entry("pets", List.of("cat", "dog")));
        for (String bad : List.of("label_sets: [names.txt]", "label_sets: {pets: gone.txt}", "labels_file: 3")) {
            Files.writeString(folder.resolve("model.yaml"), bad + "\n");
            assertThat(catchThrowableOfType(TaskException.class, () -> FolderView.open(folder)))
                    .isNotNull();
        }
    }

    private static String refused(byte[] bytes) {
        return refused(() -> LabelFile.parse("l.txt", bytes));
    }

    private static String refused(ThrowableAssert.ThrowingCallable reading) {
        TaskException error = catchThrowableOfType(TaskException.class, reading);
        assertThat(error.reason()).isEqualTo(Reason.CONFIG_INVALID);
        assertThat(error.text()).contains("'l.txt'");
        return error.text();
    }
}
