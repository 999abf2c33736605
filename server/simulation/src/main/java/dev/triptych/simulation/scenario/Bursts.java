package dev.triptych.simulation.scenario;

import static dev.triptych.simulation.engine.Simulation.MILLI;
import static dev.triptych.simulation.engine.Simulation.SECOND;

import dev.triptych.simulation.engine.Arrivals;
import dev.triptych.simulation.engine.Contender;
import dev.triptych.simulation.engine.Forecast;
import dev.triptych.simulation.engine.Tally;
import dev.triptych.simulation.engine.Traffic;
import dev.triptych.simulation.page.Claim;
import dev.triptych.simulation.page.Figures;
import dev.triptych.simulation.page.Section;
import dev.triptych.simulation.page.Table;
import java.util.List;

/** Bursts that the device can bear on the average, and not while they last. */
final class Bursts implements Scenario {
    private static final long SEED = 5;
    private static final long SPAN = 4 * SECOND;
    private static final long PERIOD = 200 * MILLI;
    private static final long BURST = 40 * MILLI;
    private static final long DEADLINE = 50 * MILLI;
    private static final List<Contender> CONTENDERS = List.of(
            Contender.triptych(),
            Contender.triptych("triptych, forecast with its batch", Forecast.BATCH),
            Contender.fifo(),
            Contender.fifo(64),
            Contender.timer(5),
            Contender.timer(100),
            Contender.powersOfTwo());

    @Override
    public Section play() {
        Table table = new Table("", "answered in time", "p50", "p99", "refused", "expired", "wasted");
        double ours = 0;
        double best = 0;
        for (Contender contender : CONTENDERS) {
            Vit vit = Vit.of(SEED, contender, 64);
            Tally tally = vit.house()
                    .send(Traffic.of("a", "vit", vit.stage())
                            .open(Arrivals.bursts(Vit.PER_SECOND * 2, Vit.PER_SECOND * 0.2, PERIOD, BURST), 0, SPAN)
                            .deadline(dice -> DEADLINE));
            vit.house().run();
            int expired = tally.ended("EXPIRED", 0);
            table.row(
                    contender.name(),
                    Figures.percent(tally.answers(), tally.sent()),
                    Figures.millis(tally.latency(500)),
                    Figures.millis(tally.latency(990)),
                    Figures.percent((long) tally.sent() - tally.answers() - expired, tally.sent()),
                    Figures.percent(expired, tally.sent()),
                    Figures.percent(
                            vit.device().usage().dead(), vit.device().usage().busy()));
            double share = (double) tally.answers() / tally.sent();
            ours = ours == 0 ? share : ours;
            best = contender.held() ? best : Math.max(best, share);
        }
        return new Section("Bursts")
                .text(
                        "One lane, ViT-B/16 on an A100, batches up to 64: twice the capacity for 40 ms of every 200 ms, a fifth of it"
                                + " between, 56 % on the average; deadline 50 ms; 4 s, seed " + SEED + ".")
                .table(table)
                .claim(Claim.atLeast("bursts: answered in time against the best yardstick", ours / best, 1));
    }
}
