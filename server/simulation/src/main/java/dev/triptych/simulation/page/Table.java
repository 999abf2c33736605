package dev.triptych.simulation.page;

import java.util.ArrayList;
import java.util.List;

/** A table of text. */
public final class Table {
    private final List<String> head;
    private final List<List<String>> rows = new ArrayList<>();

    /** A table without rows. */
    public Table(String... head) {
        this.head = List.of(head);
    }

    /** Adds a row of as many cells as the head has. */
    public Table row(List<String> cells) {
        if (cells.size() != head.size()) {
            throw new IllegalArgumentException("cells: got " + cells.size() + ", the head has " + head.size());
        }
        rows.add(List.copyOf(cells));
        return this;
    }

    /** Adds a row of as many cells as the head has. */
    public Table row(String... cells) {
        return row(List.of(cells));
    }

    /** The table in Markdown; numbers, which is all but the first column, to the right. */
    public String markdown() {
        StringBuilder text = new StringBuilder();
        line(text, head);
        text.append("|---").append("|--:".repeat(head.size() - 1)).append("|\n");
        rows.forEach(row -> line(text, row));
        return text.toString();
    }

    private static void line(StringBuilder text, List<String> cells) {
        text.append("| ").append(String.join(" | ", cells)).append(" |\n");
    }
}
