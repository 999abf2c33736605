package dev.triptych.app.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;

final class TableTest {
    private static String print(Table table) {
        StringWriter out = new StringWriter();
        table.print(new PrintWriter(out));
        return out.toString().replace(System.lineSeparator(), "\n");
    }

    @Test
    void print_cellsOfUnequalWidth_alignsWithoutTrailingBlanks() {
        Table table = new Table("NAME", "STATE");
        table.row("a-long-name", "ready");
        table.row("b", "");

        assertThat(print(table)).isEqualTo("NAME         STATE\na-long-name  ready\nb\n");
    }

    @Test
    void print_noRows_isTheHeaderAlone() {
        assertThat(print(new Table("A", "B"))).isEqualTo("A  B\n");
    }
}
