package dev.triptych.simulation.scenario;

import static dev.triptych.simulation.engine.Simulation.MILLI;
import static dev.triptych.simulation.engine.Simulation.SECOND;

import dev.triptych.simulation.engine.Arrivals;
import dev.triptych.simulation.engine.Contender;
import dev.triptych.simulation.engine.PeerRules;
import dev.triptych.simulation.engine.Rounding;
import dev.triptych.simulation.engine.Tally;
import dev.triptych.simulation.engine.Traffic;
import dev.triptych.simulation.page.Claim;
import dev.triptych.simulation.page.Figures;
import dev.triptych.simulation.page.Section;
import dev.triptych.simulation.page.Table;
import java.util.List;

/** What padding the batch dimension costs: the highest load with a p99 of 15 ms. */
final class RowPadding implements Scenario {
    private static final long SEED = 3;
    private static final int REQUESTS = 15_000;
    private static final int LOWEST = 40;
    private static final int HIGHEST = 99;
    private static final List<Contender> CONTENDERS = List.of(
            Contender.triptych(),
            Contender.peer("round down, leave the rest", PeerRules.PLAIN.rounding(Rounding.DOWN)),
            Contender.peer("pad up, finer sizes", PeerRules.PLAIN.rounding(Rounding.UP_FINE)),
            Contender.powersOfTwo());

    @Override
    public Section play() {
        Table table = new Table("batch sizes", "highest load with p99 <= 15 ms");
        int ours = 0;
        int powers = 0;
        for (Contender contender : CONTENDERS) {
            int load = highest(contender);
            table.row(contender.name(), Figures.two(load / 100.0));
            ours = ours == 0 ? load : ours;
            powers = load;
        }
        return new Section("Batches are never padded with rows")
                .text(
                        "As above, batches up to 64; the load, in steps of 0.01 of the rate at batches of 64, up to which p99 stays"
                                + " within 15 ms; seed " + SEED
                                + ". Re-checks the design's figures of 0.90 for exact sizes and for"
                                + " rounding down, 0.73 for finer sizes, 0.60 for powers of two: padding lengthens a batch, which"
                                + " enlarges the next.")
                .table(table)
                .claim(Claim.atLeast("exact sizes: load against powers of two", (double) ours / powers, 1.25));
    }

    private static int highest(Contender contender) {
        int good = LOWEST;
        int bad = HIGHEST + 1;
        while (bad - good > 1) {
            int middle = (good + bad) / 2;
            if (p99(contender, middle) <= 15 * MILLI) {
                good = middle;
            } else {
                bad = middle;
            }
        }
        return good;
    }

    private static long p99(Contender contender, int load) {
        Vit vit = Vit.of(SEED, contender, 64);
        double rate = Vit.PER_SECOND * load / 100;
        long until = (long) (REQUESTS / rate * SECOND);
        Tally tally = vit.house().send(Traffic.of("a", "vit", vit.stage()).open(Arrivals.poisson(rate), 0, until));
        vit.house().run();
        return tally.latency(990);
    }
}
