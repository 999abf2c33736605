package dev.triptych.spi.error;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
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
