package dev.triptych.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.triptych.simulation.page.Claim;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Plays all scenarios once, and holds what they show to the committed report. */
class ReportTest {
    private static final Path FOLDER = Path.of("").toAbsolutePath();
    private static final String ACCEPT = "server/simulation/accept.sh";
    private static final long MOST_BYTES = 300_000;

    private static Report report;

    @BeforeAll
    static void play() {
        report = new Report();
    }

    @Test
    void report_playedAgain_isTheCommittedOne() throws IOException {
        assertThat(Difference.of(committed("report.md"), played("report.md")))
                .as("numbers that moved in report.md; look at each, then run " + ACCEPT + " to accept")
                .isEmpty();
    }

    @Test
    void plots_playedAgain_areTheCommittedOnes() throws IOException {
        Set<String> files = new TreeSet<>(report.files().keySet());
        try (Stream<Path> plots = Files.list(FOLDER.resolve("plots"))) {
            assertThat(plots.map(plot -> "plots/" + plot.getFileName()))
                    .as("committed plots; run " + ACCEPT + " and remove those that nobody draws")
                    .containsExactlyInAnyOrderElementsOf(
                            files.stream().filter(file -> file.endsWith(".svg")).toList());
        }
        for (String file : files) {
            assertThat(played(file).equals(committed(file)))
                    .as(file + " is as committed; if not, see report.md, then run " + ACCEPT)
                    .isTrue();
        }
    }

    @Test
    void files_together_areSmall() {
        Map<String, String> files = report.files();
        assertThat(files.values().stream().mapToLong(String::length).sum()).isLessThan(MOST_BYTES);
    }

    @Test
    void claims_allHold_butThoseListed() {
        List<String> broken = report.claims().stream()
                .filter(claim -> !claim.holds())
                .map(Claim::text)
                .toList();
        assertThat(broken).containsExactlyInAnyOrderElementsOf(KnownGaps.CLAIMS);
    }

    private static String played(String file) {
        return report.files().get(file);
    }

    private static String committed(String file) throws IOException {
        Path path = FOLDER.resolve(file);
        return Files.exists(path) ? Files.readString(path) : "";
    }
}
