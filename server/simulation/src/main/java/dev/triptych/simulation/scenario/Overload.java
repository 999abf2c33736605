package dev.triptych.simulation.scenario;

import static dev.triptych.simulation.engine.Simulation.MILLI;
import static dev.triptych.simulation.engine.Simulation.SECOND;

import dev.triptych.simulation.engine.Arrivals;
import dev.triptych.simulation.engine.Contender;
import dev.triptych.simulation.engine.Forecast;
import dev.triptych.simulation.engine.Tally;
import dev.triptych.simulation.engine.Traffic;
import dev.triptych.simulation.engine.Usage;
import dev.triptych.simulation.page.Claim;
import dev.triptych.simulation.page.Figures;
import dev.triptych.simulation.page.Plot;
import dev.triptych.simulation.page.Section;
import dev.triptych.simulation.page.Table;
import java.util.ArrayList;
import java.util.List;

/** What is still answered in time when more is asked than the device can do. */
final class Overload implements Scenario {
    private static final long SEED = 2;
    private static final long SPAN = 2 * SECOND;
    private static final long DEADLINE = 15 * MILLI;
    private static final int CAP = 32;
    private static final List<Double> LOADS = List.of(0.9, 1.1, 1.5, 2.0, 3.0);
    private static final List<Contender> CONTENDERS = List.of(
            Contender.triptych(),
            Contender.triptych("triptych, forecast with its batch", Forecast.BATCH),
            Contender.triptych("triptych, no forecast", Forecast.NONE),
            Contender.fifo(),
            Contender.fifo(64),
            Contender.timer(5),
            Contender.timer(100),
            Contender.powersOfTwo());

    private record Run(Tally tally, Usage usage) {
        double goodput() {
            return tally.answers() / (Vit.PER_SECOND * SPAN / SECOND);
        }
    }

    @Override
    public Section play() {
        Table goodput = new Table(
                "answered in time, of capacity", "0.9x", "1.1x", "1.5x", "2x", "3x", "p99 at 3x", "wasted at 3x");
        Table sheds = new Table(
                "at 3x, % of requests",
                "answered", "refused: hopeless", "refused: would be late", "refused: full", "expired");
        Plot plot = new Plot(
                "plots/overload.svg",
                "Answered in time by load, deadline 15 ms",
                "offered, times capacity",
                "share of capacity",
                false,
                LOADS);
        List<Double> ours = new ArrayList<>();
        for (Contender contender : CONTENDERS) {
            List<Run> runs = LOADS.stream().map(load -> run(contender, load)).toList();
            List<Double> shares = runs.stream().map(Run::goodput).toList();
            List<String> row = new ArrayList<>(List.of(contender.name()));
            shares.forEach(share -> row.add(Figures.two(share)));
            Run last = runs.get(runs.size() - 1);
            row.add(Figures.millis(last.tally().latency(990)));
            row.add(Figures.percent(last.usage().dead(), last.usage().busy()));
            goodput.row(row);
            sheds.row(sheds(contender.name(), last.tally()));
            plot.line(contender.name(), shares);
            if (ours.isEmpty()) {
                ours.addAll(shares);
            }
        }
        Section section = new Section("Overload: what is still answered in time")
                .text(
                        "One lane, ViT-B/16 on an A100, Poisson arrivals for 2 s, each with a deadline of 15 ms; batches up to 32,"
                                + " the largest whose time fits twice into the deadline; seed " + SEED
                                + ". Capacity is the rate at"
                                + " batches of 64. Re-checks the design's overload table. The server forecasts an"
                                + " item by itself, although it ends with its batch; the second row forecasts the full batch (the analysis's"
                                + " pessimistic wait), the third admits everything and relies on latest starts.")
                .table(goodput)
                .table(sheds)
                .plot(plot);
        for (int i = 1; i < LOADS.size(); i++) {
            section.claim(Claim.atLeast(
                    "overload: answered in time at " + Figures.one(LOADS.get(i)) + "x, of capacity", ours.get(i), 0.9));
        }
        return section;
    }

    private static List<String> sheds(String name, Tally tally) {
        List<String> row = new ArrayList<>(List.of(name, Figures.percent(tally.answers(), tally.sent())));
        for (String reason : List.of("DEADLINE", "LATE", "FULL", "EXPIRED")) {
            row.add(Figures.percent(tally.ended(reason, 0), tally.sent()));
        }
        return row;
    }

    private static Run run(Contender contender, double load) {
        Vit vit = Vit.of(SEED, contender, CAP);
        Tally tally = vit.house()
                .send(Traffic.of("a", "vit", vit.stage())
                        .open(Arrivals.poisson(Vit.PER_SECOND * load), 0, SPAN)
                        .deadline(dice -> DEADLINE));
        vit.house().run();
        return new Run(tally, vit.device().usage());
    }
}
