package dev.triptych.simulation.scenario;

import static dev.triptych.simulation.engine.Simulation.MILLI;
import static dev.triptych.simulation.engine.Simulation.SECOND;

import dev.triptych.scheduling.BatchPolicy;
import dev.triptych.scheduling.QueueBounds;
import dev.triptych.simulation.engine.Arrivals;
import dev.triptych.simulation.engine.Contender;
import dev.triptych.simulation.engine.Dice;
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
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Everything that goes wrong, at once: cancels, short deadlines, bad items, bursts, too few bytes, and then a drain. */
public final class Trouble implements Scenario {
    private static final long SEED = 12;
    private static final long SPAN = 8 * SECOND;
    private static final long DRAIN = 6 * SECOND;
    private static final long BYTES = 400_000_000;
    private static final List<String> ENDS =
            List.of("FAILED", "CANCELLED", "EXPIRED", "DEADLINE", "LATE", "BYTES", "DRAINING");

    /** One play of it. */
    public record Outcome(List<Tally> tallies, long drainedAt, long checks) {}

    @Override
    public Section play() {
        Outcome outcome = run(SEED);
        List<String> head = new ArrayList<>(List.of("", "sent", "answered"));
        ENDS.forEach(end -> head.add(end.toLowerCase(Locale.ROOT)));
        head.add("without an end");
        Table table = new Table(head.toArray(String[]::new));
        List<String> names = List.of("images", "texts", "large requests");
        long lost = 0;
        for (int i = 0; i < names.size(); i++) {
            Tally tally = outcome.tallies().get(i);
            List<String> row = new ArrayList<>(
                    List.of(names.get(i), Integer.toString(tally.sent()), Integer.toString(tally.answers())));
            ENDS.forEach(end -> row.add(Integer.toString(tally.ended(end, 0))));
            row.add(Integer.toString(tally.sent() - tally.total()));
            lost += tally.sent() - tally.total();
            table.row(row);
        }
        return new Section("Everything that goes wrong, and a drain")
                .text(
                        "Three tenants on a host of two lanes and a GPU of two streams: images in bursts through decode, tower and"
                                + " post-processing; texts of mixed lengths; requests of 32 items. 5 % are cancelled, 5 % have a deadline"
                                + " of 1 to 20 ms, 2 % of the items are bad, bytes run short, and after 6 of 8 s the house drains; seed "
                                + SEED + ". The last open request ended " + Figures.millis(outcome.drainedAt() - DRAIN)
                                + " ms after the drain began; " + outcome.checks() + " checks held.")
                .table(table)
                .claim(Claim.atMost("everything wrong: requests without an end", (double) lost, 0));
    }

    /** Plays it with any seed; fails with the first invariant that does not hold. */
    public static Outcome run(long seed) {
        Simulation house = new Simulation(seed, BYTES);
        Contender triptych = Contender.triptych();
        Host host = house.host(triptych, 1, 1);
        Station device = house.station("device", triptych, Hardware.streams(300_000), 2);
        BatchPolicy limits = new BatchPolicy(32, 2_000, 1.25, QueueBounds.NONE);
        Stage decode = host.decode("decode", 2 * MILLI, new QueueBounds(200, Long.MAX_VALUE));
        Stage image = device.stage("image", Timing.vitOnA100(), Vit.rows(32));
        Stage text = device.stage("text", Timing.line(500_000, 5_000), limits);
        Stage post = host.post("post", 200_000);
        List<Tally> tallies = List.of(
                house.send(troubled(Traffic.of("a", "clip", decode, image, post))
                        .open(Arrivals.bursts(900, 200, 500 * MILLI, 150 * MILLI), 0, SPAN)
                        .bytes(2_000_000)),
                house.send(troubled(Traffic.of("b", "clip-text", text))
                        .open(Arrivals.poisson(1_500), 0, SPAN)
                        .lengths(dice -> dice.between(3, 77))
                        .bytes(10_000)),
                house.send(troubled(Traffic.of("c", "clip", image))
                        .closed(5, SPAN)
                        .items(32, 8)
                        .bytes(30_000_000)));
        house.drainAt(DRAIN);
        house.run();
        return new Outcome(tallies, house.drainedAt(), house.audit().checks());
    }

    private static Traffic troubled(Traffic traffic) {
        return traffic.cancels(50, 20 * MILLI).bad(20).deadline(Trouble::deadline);
    }

    private static long deadline(Dice dice) {
        return dice.perMille(50) ? dice.between(MILLI, 20 * MILLI) : SECOND;
    }
}
