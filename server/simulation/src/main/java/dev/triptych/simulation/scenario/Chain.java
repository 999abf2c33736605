package dev.triptych.simulation.scenario;

import static dev.triptych.simulation.engine.Simulation.MILLI;
import static dev.triptych.simulation.engine.Simulation.SECOND;

import dev.triptych.scheduling.QueueBounds;
import dev.triptych.simulation.engine.Arrivals;
import dev.triptych.simulation.engine.Contender;
import dev.triptych.simulation.engine.Hardware;
import dev.triptych.simulation.engine.Host;
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

/** Decode on the host, compute on the device, post-process on the host; one tenant sends huge images. */
final class Chain implements Scenario {
    private static final long SEED = 8;
    private static final long SPAN = 10 * SECOND;
    private static final long HUGE = 40 * MILLI;
    private static final long PATIENCE = SECOND / 2;
    private static final List<Contender> CONTENDERS =
            List.of(Contender.triptych(), Contender.fifo(), Contender.fifo(64), Contender.timer(5));

    private record Run(Tally light, Tally huge) {}

    @Override
    public Section play() {
        Table table = new Table("", "light alone, p99", "light beside, p50", "light beside, p99", "huge answered, 1/s");
        Section section = new Section("Host and device: small images beside huge ones")
                .text(
                        "One decode lane and one short host lane, one device lane. Small images decode in 2 ms, huge ones in 40 ms;"
                                + " then 2 ms and 1 ms an item on the device in batches up to 8, then 0.3 ms of post-processing. One"
                                + " tenant sends 60 small images a second; another sends huge ones at twice what the host can decode,"
                                + " with a deadline of 500 ms; 10 s, seed " + SEED + ".")
                .table(table);
        for (Contender contender : CONTENDERS) {
            Tally alone = run(contender, false).light();
            Run beside = run(contender, true);
            table.row(
                    contender.name(),
                    Figures.millis(alone.latency(990)),
                    Figures.millis(beside.light().latency(500)),
                    Figures.millis(beside.light().latency(990)),
                    Figures.one(beside.huge().answers() / 10.0));
            if (contender.held()) {
                section.claim(Claim.atMost(
                        "chain: light p99 beside huge images, less its own, in decodes of a huge image",
                        (double) (beside.light().latency(990) - alone.latency(990)) / HUGE,
                        1.2));
            }
        }
        return section;
    }

    private static Run run(Contender contender, boolean huge) {
        Simulation house = new Simulation(SEED);
        Host host = house.host(contender, 1, 1);
        Station device = house.station("device", contender, Hardware.cores(), 1);
        Stage tower = device.stage("tower", Timing.line(2 * MILLI, MILLI), Vit.rows(8));
        Stage post = host.post("post", 300_000);
        Stage small = host.decode("small", 2 * MILLI, QueueBounds.NONE);
        Stage large = host.decode("huge", HUGE, QueueBounds.NONE);
        Tally light = house.send(Traffic.of("light", "clip", small, tower, post).open(Arrivals.poisson(60), 0, SPAN));
        Tally heavy = house.send(Traffic.of("heavy", "clip", large, tower, post)
                .open(Arrivals.poisson(huge ? 50 : 0.001), 0, SPAN)
                .deadline(dice -> PATIENCE));
        house.run();
        return new Run(light, heavy);
    }
}
