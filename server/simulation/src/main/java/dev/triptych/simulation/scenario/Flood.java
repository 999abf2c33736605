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
import dev.triptych.simulation.page.Plot;
import dev.triptych.simulation.page.Section;
import dev.triptych.simulation.page.Table;
import java.util.ArrayList;
import java.util.List;

/** A light tenant beside one that floods the device. */
final class Flood implements Scenario {
    private static final long SEED = 10;
    private static final long SPAN = 3 * SECOND;
    private static final long PATIENCE = 200 * MILLI;
    private static final double SLICE = 10e6;
    private static final double LARGE_SLICE = 40e6;
    private static final Timing CLIP = Timing.line(2 * MILLI, MILLI);
    private static final Kind SMALL = new Kind("clip", CLIP, 800);
    private static final Kind LARGE = new Kind("large", Timing.line(20 * MILLI, 20 * MILLI), 44);
    private static final List<Double> FLOODS = List.of(0.0, 0.5, 1.0, 2.0, 3.0);
    private static final List<Contender> CONTENDERS =
            List.of(Contender.triptych(), Contender.fifo(), Contender.fifo(64), Contender.timer(5));

    /** What floods: its model, its time, and how many a second the device can do of it. */
    private record Kind(String model, Timing timing, double capacity) {}

    private record Run(Tally light, Tally flood) {}

    @Override
    public Section play() {
        Table table = new Table("", "alone", "0.5x", "1x", "2x", "3x", "light refused or expired at 3x");
        Plot plot = new Plot(
                "plots/flood.svg",
                "p99 of a light tenant by what another one sends",
                "flood, times capacity",
                "p99, ms",
                true,
                FLOODS);
        Table large = new Table("beside a flood of large images", "alone", "3x", "large, 1/s");
        Section section = new Section("A light tenant beside a flood")
                .text(
                        "One lane; a batch takes 2 ms and 1 ms an item, up to 8 items, so that the device does 800 a second. The light"
                                + " tenant sends 40 a second; the other sends many times the capacity, with a deadline of 200 ms; 3 s,"
                                + " seed " + SEED + ". p99 of the light tenant in ms; a slice is 10 ms.")
                .table(table)
                .plot(plot)
                .text(
                        "And beside another model's large images, each 20 ms and 20 ms more for each in the batch: a slice is"
                                + " then one image, 40 ms.")
                .table(large);
        for (Contender contender : CONTENDERS) {
            List<Run> runs =
                    FLOODS.stream().map(flood -> run(contender, flood, SMALL)).toList();
            row(contender, runs, table, plot);
            if (contender.held()) {
                long more =
                        runs.get(4).light().latency(990) - runs.get(0).light().latency(990);
                section.claim(Claim.atMost("flood, same model: light p99 less its own, in slices", more / SLICE, 1.2));
            }
            beside(contender, large, section);
        }
        return section;
    }

    private static void beside(Contender contender, Table table, Section section) {
        long alone = run(contender, 0, LARGE).light().latency(990);
        Run flood = run(contender, 3, LARGE);
        long beside = flood.light().latency(990);
        table.row(
                contender.name(),
                Figures.millis(alone),
                Figures.millis(beside),
                Figures.one(flood.flood().answers() / 3.0));
        if (contender.held()) {
            section.claim(Claim.atMost(
                    "flood, large images: light p99 less its own, in slices", (beside - alone) / LARGE_SLICE, 1.2));
        }
    }

    private static void row(Contender contender, List<Run> runs, Table table, Plot plot) {
        List<String> row = new ArrayList<>(List.of(contender.name()));
        runs.forEach(run -> row.add(Figures.millis(run.light().latency(990))));
        Tally light = runs.get(runs.size() - 1).light();
        row.add(Figures.percent((long) light.sent() - light.answers(), light.sent()));
        table.row(row);
        plot.line(
                contender.name(),
                runs.stream().map(run -> run.light().latency(990) / 1e6).toList());
    }

    private static Run run(Contender contender, double flood, Kind kind) {
        Simulation house = new Simulation(SEED);
        Station device = house.station("device", contender, Hardware.cores(), 1);
        Stage stage = device.stage("tower", CLIP, Vit.rows(8));
        Tally light = house.send(Traffic.of("light", "clip", stage)
                .open(Arrivals.poisson(40), 0, SPAN)
                .deadline(dice -> 2 * SECOND));
        Stage flooded = kind.equals(SMALL) ? stage : device.stage(kind.model(), kind.timing(), Vit.rows(8));
        Tally heavy = house.send(Traffic.of("flood", kind.model(), flooded)
                .open(Arrivals.poisson(Math.max(0.001, kind.capacity() * flood)), 0, SPAN)
                .deadline(dice -> PATIENCE));
        house.run();
        return new Run(light, heavy);
    }
}
