package dev.triptych.app.house;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Holds {@code docs/faults.csv} to the tests that it names. A red test fails the build by itself. */
class FaultsTableTest {
    private static final Path ROOT = Path.of(System.getProperty("triptych.root"));

    private record Row(int number, String issue, String state, String test) {}

    @Test
    void rows_all80_inOrderWithKnownStates() throws IOException {
        List<Row> rows = rows();
        assertThat(rows).extracting(Row::number).containsExactlyElementsOf(numbers());
        assertThat(rows).allSatisfy(row -> assertThat(row.state())
                .as("state of row %d", row.number())
                .matches("open|tested|skipped: .+"));
    }

    @Test
    void testedRows_nameTestsThatExist() throws IOException {
        Set<String> tests = testMethods();
        for (Row row : rows()) {
            if (row.state().equals("tested")) {
                assertThat(row.test()).as("row %d names a test", row.number()).isNotBlank();
                for (String test : row.test().split(" ")) {
                    assertThat(tests).as("test of row %d", row.number()).contains(test);
                }
            }
        }
    }

    @Test
    void landedIssues_leaveNoRowOpen() throws IOException {
        Set<String> landed = new HashSet<>(Files.readAllLines(ROOT.resolve("docs/landed-issues.txt")));
        assertThat(rows()).filteredOn(row -> landed.contains(row.issue())).allSatisfy(row -> assertThat(row.state())
                .as("row %d of a landed issue", row.number())
                .isNotEqualTo("open"));
    }

    private static List<Integer> numbers() {
        List<Integer> numbers = new ArrayList<>();
        for (int i = 1; i <= 80; i++) {
            numbers.add(i);
        }
        return numbers;
    }

    private static List<Row> rows() throws IOException {
        List<Row> rows = new ArrayList<>();
        List<String> lines = Files.readAllLines(ROOT.resolve("docs/faults.csv"));
        for (String line : lines.subList(1, lines.size())) {
            List<String> cells = cells(line);
            assertThat(cells).as(line).hasSize(6);
            rows.add(new Row(Integer.parseInt(cells.get(0)), cells.get(3), cells.get(4), cells.get(5)));
        }
        return rows;
    }

    private static List<String> cells(String line) {
        List<String> cells = new ArrayList<>();
        StringBuilder cell = new StringBuilder();
        boolean quoted = false;
        for (int i = 0; i < line.length(); i++) {
            char c = line.charAt(i);
            if (c == '"') {
                quoted = !quoted;
            } else if (c == ',' && !quoted) {
                cells.add(cell.toString());
                cell.setLength(0);
            } else {
                cell.append(c);
            }
        }
        cells.add(cell.toString());
        return cells;
    }

    /** All test methods of the repository as {@code SimpleClass#method}, by the text of the sources. */
    private static Set<String> testMethods() throws IOException {
        Set<String> found = new HashSet<>();
        try (Stream<Path> files = Files.walk(ROOT)) {
            List<Path> sources = files.filter(file -> file.toString().endsWith(".java"))
                    .filter(file -> file.toString().contains("/src/test/"))
                    .toList();
            for (Path source : sources) {
                String name = source.getFileName().toString().replace(".java", "");
                String text = Files.readString(source);
                java.util.regex.Matcher method =
                        java.util.regex.Pattern.compile("void (\\w+)\\(").matcher(text);
                while (method.find()) {
                    found.add(name + "#" + method.group(1));
                }
            }
        }
        return found;
    }
}
