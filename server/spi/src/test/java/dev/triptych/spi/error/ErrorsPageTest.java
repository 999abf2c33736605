package dev.triptych.spi.error;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Holds {@code docs/errors.md} to {@link Reason}: the page is generated, and what it once named stays. */
class ErrorsPageTest {
    private static final Path PAGE = Path.of(System.getProperty("triptych.root"), "docs", "errors.md");
    private static final Path CURRENT = Path.of("target", "errors.md");
    private static final String HEAD = "| reason | what happened | what to do |\n|---|---|---|\n";
    private static final Pattern HEADING = Pattern.compile("## ([A-Z_]+)");
    private static final Pattern ROW = Pattern.compile("\\| `([A-Z0-9_]+)` \\|.*");

    @Test
    void page_reasonsOfThisSource_areItsText() throws IOException {
        String page = Files.readString(PAGE);
        String current = page.substring(0, page.indexOf("\n## ") + 1) + tables();
        Files.createDirectories(CURRENT.getParent());
        Files.writeString(CURRENT, current);
        assertThat(page)
                .as("docs/errors.md is generated: copy server/spi/target/errors.md over it")
                .isEqualTo(current);
    }

    @Test
    void page_everyReasonItNames_stillExistsWithItsCode() throws IOException {
        Map<String, String> published = published(Files.readString(PAGE));
        assertThat(published).hasSizeGreaterThan(50);
        Map<String, String> now = Arrays.stream(Reason.values())
                .collect(Collectors.toMap(Reason::name, reason -> reason.code().name()));
        assertThat(now)
                .as("reasons are part of the wire contract: they may be added, never removed, renamed or recoded")
                .containsAllEntriesOf(published);
    }

    @Test
    void page_reasonThatNoSourceGives_saysThatItIsReserved() throws IOException {
        String sources = sources();
        assertThat(Reason.values()).allSatisfy(reason -> assertThat(
                        Pattern.compile("\\b" + reason + "\\b").matcher(sources).find())
                .as("%s is given by some source, or said to be reserved", reason)
                .isNotEqualTo(reason.meaning().startsWith("Reserved")));
    }

    /** All of the server and its plugins but the list of reasons itself. */
    private static String sources() throws IOException {
        Path root = Path.of(System.getProperty("triptych.root"));
        StringBuilder all = new StringBuilder();
        for (String part : List.of("server", "plugins")) {
            try (Stream<Path> files = Files.walk(root.resolve(part))) {
                for (Path file : files.filter(ErrorsPageTest::isSource).toList()) {
                    all.append(Files.readString(file));
                }
            }
        }
        return all.toString();
    }

    private static boolean isSource(Path file) {
        return file.toString().endsWith(".java")
                && file.toString().contains("/src/main/")
                && !file.endsWith("Reason.java");
    }

    private static Map<String, String> published(String page) {
        Map<String, String> reasons = new LinkedHashMap<>();
        String code = "";
        for (String line : page.lines().toList()) {
            Matcher heading = HEADING.matcher(line);
            Matcher row = ROW.matcher(line);
            if (heading.matches()) {
                code = heading.group(1);
            } else if (row.matches() && !code.isEmpty()) {
                reasons.put(row.group(1), code);
            }
        }
        return reasons;
    }

    private static String tables() {
        return Arrays.stream(Reason.values())
                .collect(Collectors.groupingBy(Reason::code, LinkedHashMap::new, Collectors.toList()))
                .entrySet()
                .stream()
                .map(entry -> "## " + entry.getKey() + "\n\n" + HEAD
                        + entry.getValue().stream().map(ErrorsPageTest::row).collect(Collectors.joining()))
                .collect(Collectors.joining("\n"));
    }

    private static String row(Reason reason) {
        return "| `" + reason + "` | " + cell(reason.meaning()) + " | " + cell(reason.fix()) + " |\n";
    }

    private static String cell(String text) {
        return text.replace("|", "\\|");
    }
}
