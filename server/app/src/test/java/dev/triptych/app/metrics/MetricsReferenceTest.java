package dev.triptych.app.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class MetricsReferenceTest {
    private static final Path PAGE = Path.of("..", "..", "docs", "reference", "metrics.md");

    @Test
    void page_isWhatTheMetricsSay() throws IOException {
        String table = Arrays.stream(Metric.values())
                .map(metric -> "| `" + metric.scraped() + "` | " + metric.words() + " | "
                        + metric.labels().stream()
                                .map(label -> "`" + label + "`")
                                .collect(Collectors.joining(", "))
                        + " | " + metric.help() + " |")
                .collect(Collectors.joining("\n"));
        assertThat(Files.readString(PAGE))
                .as("put this table into docs/reference/metrics.md:%n%s%n", table)
                .contains(table);
    }
}
