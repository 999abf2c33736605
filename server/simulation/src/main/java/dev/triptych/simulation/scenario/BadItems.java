package dev.triptych.simulation.scenario;

import static dev.triptych.simulation.engine.Simulation.SECOND;

import dev.triptych.simulation.engine.Contender;
import dev.triptych.simulation.engine.Hardware;
import dev.triptych.simulation.engine.PeerRules;
import dev.triptych.simulation.engine.Policy;
import dev.triptych.simulation.engine.Simulation;
import dev.triptych.simulation.engine.Stage;
import dev.triptych.simulation.engine.Station;
import dev.triptych.simulation.engine.Tally;
import dev.triptych.simulation.engine.Timing;
import dev.triptych.simulation.engine.Traffic;
import dev.triptych.simulation.page.Claim;
import dev.triptych.simulation.page.Figures;
import dev.triptych.simulation.page.Section;
import dev.triptych.simulation.page.Table;
import java.util.ArrayList;
import java.util.List;

/** Items that make any batch with them fail: what they cost the others. */
final class BadItems implements Scenario {
    private static final long SEED = 11;
    private static final long SPAN = 2 * SECOND;
    private static final List<Integer> BAD_PER_MILLE = List.of(0, 1, 10, 20);
    private static final List<Contender> CONTENDERS = List.of(
            Contender.triptych(),
            Contender.peer("each alone again", PeerRules.PLAIN.recovery(Policy.Recovery.SINGLY)),
            Contender.peer("all fail", PeerRules.PLAIN));

    @Override
    public Section play() {
        Table table = new Table(
                "device time an answer, 1 without bad items",
                "0.1 % bad",
                "1 % bad",
                "2 % bad",
                "good items failed at 1 %");
        Section section = new Section("Bad items: halves against single runs")
                .text(
                        "One lane, ViT-B/16 on an A100, 96 callers, batches up to 32; some items make any batch with them fail; 2 s,"
                                + " seed " + SEED
                                + ". Re-checks that running each item alone again costs several times the device time"
                                + " of halving (the analysis: 3.4 times at 1 %).")
                .table(table);
        for (Contender contender : CONTENDERS) {
            List<Double> costs = new ArrayList<>();
            List<String> row = new ArrayList<>(List.of(contender.name()));
            String failed = "";
            for (int bad : BAD_PER_MILLE) {
                Tally tally = run(contender, bad, costs);
                failed = bad == 10 ? failedGood(tally, bad) : failed;
                if (bad > 0) {
                    row.add(Figures.two(costs.get(costs.size() - 1) / costs.get(0)));
                }
            }
            row.add(failed);
            table.row(row);
            if (contender.held()) {
                section.claim(Claim.atMost("1 % bad items: device time an answer", costs.get(2) / costs.get(0), 2.2));
            }
        }
        return section;
    }

    private static String failedGood(Tally tally, int bad) {
        long good = Math.max(0, tally.ended("FAILED", 0) - Math.round(tally.sent() * bad / 1000.0));
        return Figures.percent(good, tally.sent());
    }

    private static Tally run(Contender contender, int bad, List<Double> costs) {
        Simulation house = new Simulation(SEED);
        Station device = house.station("device", contender, Hardware.cores(), 1);
        Stage stage = device.stage("tower", Timing.vitOnA100(), Vit.rows(32));
        Tally tally = house.send(Traffic.of("a", "vit", stage).closed(96, SPAN).bad(bad));
        house.run();
        costs.add((double) device.usage().busy() / tally.answers());
        return tally;
    }
}
