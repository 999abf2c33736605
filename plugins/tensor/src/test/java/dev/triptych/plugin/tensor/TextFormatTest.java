package dev.triptych.plugin.tensor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.triptych.spi.error.Reason;
import dev.triptych.spi.error.TaskException;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TextFormatTest {
    private static TaskException refusal(String text) {
        TaskException refusal = catchThrowableOfType(TaskException.class, () -> TextFormat.parse(text));
        assertThat(refusal).as("it parses").isNotNull();
        assertThat(refusal.reason()).isEqualTo(Reason.CONFIG_INVALID);
        return refusal;
    }

    @Test
    void parse_commentsBlanksAndSeparators_areSkipped() {
        Fields fields = TextFormat.parse("# first\n a: 1 # behind\n\r\tb : 2 ; c:3,\n#last");
        assertThat(fields.keys()).containsExactlyInAnyOrder("a", "b", "c");
        assertThat(fields.text("b")).contains("2");
    }

    @Test
    void parse_listsOfNumbersAndMessages_keepTheirOrder() {
        Fields fields = TextFormat.parse(
                "dims: [ -1, 3,224 ] dims: 7 none: [] in [ { n: \"a\" }, { n: \"b\" } ] in < n: 'c' >");
        assertThat(fields.numbers("dims")).containsExactly(-1L, 3L, 224L, 7L);
        assertThat(fields.numbers("none")).isEmpty();
        assertThat(fields.messages("in").stream().map(in -> in.text("n").orElse("")))
                .containsExactly("a", "b", "c");
    }

    @Test
    void parse_nested_keepsTheTree() {
        Fields fields = TextFormat.parse("a { b: { c { d: 1 } } e: 2 }");
        Fields a = fields.messages("a").get(0);
        assertThat(a.messages("b").get(0).messages("c").get(0).numbers("d")).containsExactly(1L);
        assertThat(a.numbers("e")).containsExactly(2L);
    }

    @ParameterizedTest
    @CsvSource({
        "a\\\\nb, 'a\nb'",
        "a\\\\tb, 'a\tb'",
        "a\\\\\"b, 'a\"b'",
        "a\\\\\\\\b, a\\b",
    })
    void parse_escape_isRead(String written, String meant) {
        String text = written.replace("\\\\", "\\");
        assertThat(TextFormat.parse("k: \"" + text + "\"").text("k")).contains(meant);
    }

    @Test
    void parse_adjacentStrings_areOne() {
        assertThat(TextFormat.parse("k: \"a\" # and\n 'b'").text("k")).contains("ab");
    }

    @Test
    void parse_repeatedScalar_lastWins() {
        assertThat(TextFormat.parse("k: 1 k: 2").text("k")).contains("2");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "a",
                "a:",
                "a {",
                "a [",
                "a [ 1",
                "a: \"b",
                "a: 'b\n'",
                "a: \"b\\",
                "a: \"\\x41\"",
                "{",
                "}",
                "a: 1 }",
                "a: }",
                "a < b: 1 }",
                ": 1",
                "a: :",
                "a: [ [ 1 ] ]",
                "\0",
                "a: 1 \0",
                "a 5",
                "a: \u00e9\0",
                "\ufeffa: 1"
            })
    void parse_malformed_isRefusedWithTheLine(String text) {
        assertThat(refusal(text).text()).startsWith("config.pbtxt, line ").hasSizeLessThan(200);
    }

    @Test
    void parse_malformedBelow_namesTheLine() {
        assertThat(refusal("a: 1\nb: 2\n\nc { d }").text()).startsWith("config.pbtxt, line 4: ");
    }

    @Test
    void parse_nestedTooDeep_isRefusedAndNotRecursedInto() {
        assertThat(refusal("a {".repeat(100_000)).text()).contains("deeper than 32");
        assertThat(refusal("a: [ {".repeat(100_000)).text()).contains("deeper than 32");
        assertThat(TextFormat.parse("a {".repeat(32) + "}".repeat(32)).keys()).containsExactly("a");
    }

    @Test
    void parse_hugeFile_isRefusedByItsSize() {
        assertThat(refusal("#".repeat((1 << 20) + 1)).text()).contains("1048577", "1048576");
    }

    @Test
    void parse_veryLongWord_isCutInTheMessage() {
        AtomicReference<Fields> fields = new AtomicReference<>(TextFormat.parse("a: " + "9".repeat(100_000)));
        TaskException refusal =
                catchThrowableOfType(TaskException.class, () -> fields.get().numbers("a"));
        assertThat(refusal.text()).contains("not a whole number").hasSizeLessThan(200);
    }

    @Test
    void read_messageWhereAValueIsMeant_isRefusedInWords() {
        Fields fields = TextFormat.parse("a { b: 1 } c: 1");
        assertThat(catchThrowableOfType(TaskException.class, () -> fields.numbers("a")))
                .hasMessage("config.pbtxt: a must be a single value");
        assertThat(catchThrowableOfType(TaskException.class, () -> fields.text("a")))
                .hasMessage("config.pbtxt: a must be a single value");
        assertThat(catchThrowableOfType(TaskException.class, () -> fields.messages("c")))
                .hasMessage("config.pbtxt: c must be a message in braces");
    }
}
