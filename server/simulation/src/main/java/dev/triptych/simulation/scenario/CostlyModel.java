package dev.triptych.simulation.scenario;

import static dev.triptych.simulation.engine.Simulation.MILLI;
import static dev.triptych.simulation.engine.Simulation.SECOND;

import dev.triptych.scheduling.Flow;
import dev.triptych.scheduling.Weights;
import dev.triptych.simulation.engine.Contender;
import dev.triptych.simulation.engine.Hardware;
import dev.triptych.simulation.engine.Simulation;
import dev.triptych.simulation.engine.Stage;
import dev.triptych.simulation.engine.Station;
import dev.triptych.simulation.engine.Tally;
import dev.triptych.simulation.engine.Timing;
import dev.triptych.simulation.engine.Traffic;
import dev.triptych.simulation.engine.Usage;
import dev.triptych.simulation.page.Claim;
import dev.triptych.simulation.page.Figures;
import dev.triptych.simulation.page.Section;
import dev.triptych.simulation.page.Table;
import java.util.List;
import java.util.Map;

/** Two models on one device, one twenty times as costly as the other, both offered more than the device can do. */
final class CostlyModel implements Scenario {
    private static final long SEED = 6;
    private static final long SPAN = 5 * SECOND;
    private static final int CALLERS = 100;
    private static final Flow CHEAP = new Flow("a", "cheap");
    private static final Flow COSTLY = new Flow("a", "costly");
    private static final List<Contender> PEERS = List.of(Contender.fifo(), Contender.timer(5), Contender.timer(100));
    private static final Weights THREE = new Weights() {
        @Override
        public double model(String model) {
            return model.equals("cheap") ? 3 : 1;
        }
    };

    @Override
    public Section play() {
        Table table = new Table("", "time of cheap", "time of costly", "cheap, 1/s", "costly, 1/s", "p99 of cheap");
        Section section = new Section("Two models, one twenty times as costly")
                .text(
                        "One lane; a batch of the cheap model takes 0.2 ms and 0.1 ms an item, of the costly one twenty times as long;"
                                + " 100 callers each, always waiting; batches up to 32; 5 s, seed " + SEED
                                + ". Shares are checked in each"
                                + " half second. A costly batch is cut to a slice of 10 ms while the other model waits.")
                .table(table);
        double half = play(Contender.triptych(), "triptych, 1:1", 1, table);
        double three = play(Contender.triptych(THREE), "triptych, 3:1", 3, table);
        for (Contender contender : PEERS) {
            double ignored = play(contender, contender.name(), 1, table);
        }
        return section.claim(
                        Claim.atMost("two models, 1:1: how far off its weight", StrictMath.abs(half / 0.5 - 1), 0.1))
                .claim(Claim.atMost("two models, 3:1: how far off its weight", StrictMath.abs(three / 0.75 - 1), 0.1));
    }

    private static double play(Contender contender, String name, double weight, Table table) {
        Simulation house = new Simulation(SEED);
        Station device = house.station("device", contender, Hardware.cores(), 1);
        Stage cheap = device.stage("cheap", Timing.line(200_000, 100_000), Vit.rows(32));
        Stage costly = device.stage("costly", Timing.line(4 * MILLI, 2 * MILLI), Vit.rows(32));
        if (contender.held()) {
            house.expectShares(device, Map.of(CHEAP, weight, COSTLY, 1.0), SECOND / 2);
        }
        Tally few = house.send(Traffic.of("a", "cheap", cheap).closed(CALLERS, SPAN));
        Tally many = house.send(Traffic.of("a", "costly", costly).closed(CALLERS, SPAN));
        house.run();
        Usage usage = device.usage();
        table.row(
                name,
                Figures.percent(usage.of(CHEAP), usage.busy()),
                Figures.percent(usage.of(COSTLY), usage.busy()),
                Figures.one(few.answers() / 5.0),
                Figures.one(many.answers() / 5.0),
                Figures.millis(few.latency(990)));
        return (double) usage.of(CHEAP) / usage.busy();
    }
}
