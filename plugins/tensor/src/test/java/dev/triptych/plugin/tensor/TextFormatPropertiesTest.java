package dev.triptych.plugin.tensor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.triptych.spi.error.TaskException;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** Whatever a configuration holds, reading it gives a configuration or says what is wrong. */
class TextFormatPropertiesTest {
    private static final List<String> PIECES = List.of(
            "name",
            "input",
            "output",
            "dims",
            "data_type",
            "max_batch_size",
            "platform",
            "TYPE_FP32",
            ":",
            "{",
            "}",
            "[",
            "]",
            "<",
            ">",
            ",",
            ";",
            "#",
            "\n",
            " ",
            "\"",
            "'",
            "\\",
            "-1",
            "16",
            "99999999999999999999",
            "\0",
            "\u00e9",
            "\ud83d",
            "default_model_filename",
            "false");

    @Property
    void parse_anyText_throwsNothingButATaskException(@ForAll String text) {
        onlyTaskExceptions(text);
    }

    @Property(tries = 3000)
    void parse_piecesOfTheLanguage_throwsNothingButATaskException(@ForAll("pieces") String text) {
        onlyTaskExceptions(text);
    }

    @Provide
    Arbitrary<String> pieces() {
        return Arbitraries.of(PIECES).list().ofMaxSize(60).map(pieces -> String.join("", pieces));
    }

    private static void onlyTaskExceptions(String text) {
        Throwable thrown = catchThrowable(() -> TritonConfig.parse(text));
        if (thrown != null) {
            assertThat(thrown).isInstanceOf(TaskException.class);
            assertThat(((TaskException) thrown).text()).hasSizeLessThanOrEqualTo(512);
        }
    }
}
