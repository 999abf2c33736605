package dev.triptych.simulation;

import dev.triptych.simulation.page.Claim;
import dev.triptych.simulation.page.Plot;
import dev.triptych.simulation.page.Section;
import dev.triptych.simulation.page.Table;
import dev.triptych.simulation.scenario.Scenario;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** All scenarios, played once, and what they show. */
public final class Report {
    private final List<Section> sections = new ArrayList<>();

    /** Plays all scenarios; fails with the first invariant that does not hold. */
    public Report() {
        for (Scenario scenario : Scenario.ALL) {
            sections.add(scenario.play());
        }
    }

    /** What the scenarios claim, in their order. */
    public List<Claim> claims() {
        return sections.stream().flatMap(section -> section.claims().stream()).toList();
    }

    /** The files of the report by name: {@code report.md} and the plots. */
    public Map<String, String> files() {
        Map<String, String> files = new TreeMap<>();
        files.put("report.md", markdown());
        for (Section section : sections) {
            for (Plot plot : section.plots()) {
                files.put(plot.file(), plot.svg());
            }
        }
        return files;
    }

    private String markdown() {
        StringBuilder text = new StringBuilder(HEAD);
        Table claims = new Table("claim", "seen", "holds");
        for (Section section : sections) {
            for (Claim claim : section.claims()) {
                claims.row(claim.text(), claim.figure(), claim.holds() ? "yes" : "**no**");
            }
        }
        text.append("## Claims\n").append(claims.markdown());
        sections.forEach(section -> text.append('\n').append(section.markdown()));
        return text.toString();
    }

    private static final String HEAD = """
            # The scheduler on virtual time

            Generated; change the scheduler or a scenario, not this page. `server/simulation/accept.sh` writes it and the plots
            anew, and the build compares them: a change that moves a number shows in the diff.

            Each run drives the classes of `server/scheduling` - the dispatcher, its gates, the byte budget, the drain, the
            splitter and the slots - with simulated devices and callers, seeded, single-threaded, in whole nanoseconds. At each
            step it is checked that a request gets one terminal status and a job ends once; that nothing expired or dead is
            dispatched; that batches stay within their caps and are never padded with rows; that bytes are conserved and reserved
            at once; that no lane is idle beside work which it may run while its gate is open; that tenants which keep a device
            busy get their shares within 10 %; and that at the end nothing is lost. The build fails where one does not hold.

            The yardsticks are other servers' ways, small and in the same scenarios: a batching timer, a queue without bound, a
            queue with a fixed bound, batches padded to powers of two. Their queues know neither tenants nor deadlines, and keep
            work that nobody waits for. Batch times have 3 % jitter either way. Times are in milliseconds; "capacity" is the rate
            of a device that runs full batches one after the other; "wasted" is device time spent on requests that had ended, or
            on batches that failed, as a share of busy time.

            """;
}
