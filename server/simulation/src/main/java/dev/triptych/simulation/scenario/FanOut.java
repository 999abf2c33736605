package dev.triptych.simulation.scenario;

import static dev.triptych.simulation.engine.Simulation.MILLI;
import static dev.triptych.simulation.engine.Simulation.SECOND;

import dev.triptych.simulation.engine.Arrivals;
import dev.triptych.simulation.engine.Contender;
import dev.triptych.simulation.engine.Hardware;
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
import java.util.List;

/** Requests of many items beside requests of one. */
final class FanOut implements Scenario {
    private static final long SEED = 9;
    private static final long SPAN = 4 * SECOND;
    private static final int ITEMS = 256;
    private static final double SLICE = 10e6;
    private static final List<Contender> CONTENDERS = List.of(Contender.triptych(), Contender.fifo());
    private static final List<Integer> WINDOWS = List.of(16, 64, ITEMS);

    @Override
    public Section play() {
        Table table =
                new Table("", "window", "single p50", "single p99", "items of the large, 1/s", "p50 of a large one");
        Section section = new Section("Fan-out: requests of 256 items beside requests of one")
                .text(
                        "Two cores; a batch takes 1 ms and 1 ms an item, up to 8 items. One tenant keeps three requests of 256 items"
                                + " open, of which a window is submitted at a time; another sends 50 single items a second; 4 s, seed "
                                + SEED + ".")
                .table(table);
        for (Contender contender : CONTENDERS) {
            for (int window : WINDOWS) {
                Tally single = play(contender, window, table);
                if (contender.held() && window == ITEMS) {
                    section.claim(Claim.atMost(
                            "fan-out: single p99 beside whole requests, in slices", single.latency(990) / SLICE, 2.2));
                }
            }
        }
        return section;
    }

    private static Tally play(Contender contender, int window, Table table) {
        Simulation house = new Simulation(SEED);
        Station device = house.station("device", contender, Hardware.cores(), 2);
        Stage stage = device.stage("tower", Timing.line(MILLI, MILLI), Vit.rows(8));
        Tally large =
                house.send(Traffic.of("large", "clip", stage).closed(3, SPAN).items(ITEMS, window));
        Tally single = house.send(Traffic.of("single", "clip", stage).open(Arrivals.poisson(50), 0, SPAN));
        house.run();
        table.row(
                contender.name(),
                Integer.toString(window),
                Figures.millis(single.latency(500)),
                Figures.millis(single.latency(990)),
                Figures.one(large.items() / 4.0),
                Figures.millis(large.latency(500)));
        return single;
    }
}
