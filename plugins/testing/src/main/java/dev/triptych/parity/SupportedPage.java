package dev.triptych.parity;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Holds {@code docs/supported-models.md} to what the tests found: each family's plugin owns a section, named after its
 * module, and writes the whole page with that section as it should be to {@code target/supported-models.md}.
 */
public final class SupportedPage {
    private static final String NAME = "supported-models.md";
    private static final Path PAGE = Path.of(System.getProperty("triptych.root"), "docs", NAME);

    private SupportedPage() {}

    /** Fails when the section of the committed page is not made of these rows. */
    public static void assertSection(String family, List<SupportedRow> rows) {
        try {
            String page = Files.readString(PAGE);
            String current = with(page, family, rows);
            Files.writeString(Files.createDirectories(Path.of("target")).resolve(NAME), current);
            if (!page.equals(current)) {
                throw new AssertionError("docs/" + NAME + " is generated: look at plugins/" + family + "/target/" + NAME
                        + " and copy it over it; new there: "
                        + current.lines()
                                .filter(line -> page.lines().noneMatch(line::equals))
                                .collect(Collectors.joining("\n", "\n", "\n")));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String with(String page, String family, List<SupportedRow> rows) {
        String heading = "\n## " + family + "\n";
        String section = heading + "\n" + SupportedRow.HEAD
                + rows.stream().map(SupportedRow::text).collect(Collectors.joining());
        int from = page.indexOf(heading);
        if (from < 0) {
            return page + section;
        }
        int next = page.indexOf("\n## ", from + heading.length());
        return page.substring(0, from) + section + (next < 0 ? "" : page.substring(next));
    }
}
