package dev.triptych.towers;

import static org.assertj.core.api.Assertions.assertThat;

import dev.triptych.testing.FakeModelFolder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class WeightsTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "clip | triptych-export clip clip-onnx",
                "checkpoints/clip | triptych-export checkpoints/clip clip-onnx",
                "/models/clip/ | triptych-export /models/clip/ clip-onnx",
                ". | triptych-export . ../clip-onnx",
                "./ | triptych-export ./ ../clip-onnx",
                ".. | triptych-export .. clip-onnx",
                "my models/clip | triptych-export 'my models/clip' clip-onnx",
                "it's/clip | triptych-export 'it'\\''s/clip' clip-onnx",
                "~/clip | triptych-export '~/clip' clip-onnx",
                "-x/clip | triptych-export ./-x/clip clip-onnx",
                "猫/clip | triptych-export '猫/clip' clip-onnx",
            })
    void exportCommand_ofAPath_isReadyForAShell(String shown, String command) {
        assertThat(Weights.exportCommand(new FakeModelFolder("clip").shownAs(shown)))
                .isEqualTo(command);
    }

    @Test
    void exportCommand_ofAnOddName_isQuoted() {
        assertThat(Weights.exportCommand(new FakeModelFolder("a; rm b")))
                .isEqualTo("triptych-export 'a; rm b' 'a; rm b-onnx'");
        assertThat(Weights.exportCommand(new FakeModelFolder("-f"))).isEqualTo("triptych-export ./-f ./-f-onnx");
    }

    @ParameterizedTest
    @ValueSource(strings = {"a\nb", "a\u001b[31m", "a\u202eb", "a\u2028b", "a\ud800b", "a\u0000b"})
    void exportCommand_ofANameThatATerminalObeys_leavesItOut(String name) {
        assertThat(Weights.exportCommand(new FakeModelFolder(name))).isEqualTo("triptych-export DIR DIR-onnx");
    }
}
