package dev.triptych.simulation.scenario;

import static dev.triptych.simulation.engine.Simulation.MILLI;
import static dev.triptych.simulation.engine.Simulation.SECOND;

import dev.triptych.scheduling.BatchPolicy;
import dev.triptych.scheduling.QueueBounds;
import dev.triptych.simulation.engine.Contender;
import dev.triptych.simulation.engine.Dice;
import dev.triptych.simulation.engine.Hardware;
import dev.triptych.simulation.engine.PeerRules;
import dev.triptych.simulation.engine.Simulation;
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
import java.util.stream.LongStream;

/** Texts of 3 to 77 tokens, saturated: what padding to the longest, or to 77, costs. */
final class MixedLengths implements Scenario {
    private static final long SEED = 7;
    private static final long SPAN = 3 * SECOND;
    private static final int LONGEST = 77;
    private static final long MOST_TOKENS = 8 * LONGEST;
    private static final int CALLERS = 256;
    private static final int LANES = 2;
    private static final Timing TIMING = Timing.line(MILLI, 30_000);
    private static final BatchPolicy LIMITS = new BatchPolicy(64, MOST_TOKENS, 1.25, QueueBounds.NONE);
    private static final List<Contender> CONTENDERS = List.of(
            Contender.triptych(),
            Contender.fifo(),
            Contender.peer("FIFO, padded to 77", PeerRules.PLAIN.padTo(LONGEST)),
            Contender.timer(5));

    @Override
    public Section play() {
        Table table = new Table("", "texts, 1/s", "of the bare loop by length", "padding, of tokens run", "p50", "p99");
        double bare = bareRate();
        double ours = 0;
        double padded = 0;
        for (Contender contender : CONTENDERS) {
            double rate = play(contender, table, bare);
            ours = contender.held() ? rate : ours;
            padded = contender.name().contains("77") ? rate : padded;
        }
        table.row("bare loop by length", Figures.one(bare), "1.00", "-", "-", "-");
        return new Section("Texts of mixed lengths")
                .text(
                        "Two cores, 256 callers, each with its next text at once; lengths are the smaller of two even draws from 3 to"
                                + " 77; a batch takes 1 ms and 30 us a token and has up to 616 tokens, padding included, at most a quarter"
                                + " of them padding; 3 s, seed " + SEED
                                + ". The bare loop sorts all texts by length beforehand and keeps"
                                + " both cores busy.")
                .table(table)
                .claim(Claim.atLeast("mixed lengths: of the bare loop by length", ours / bare, 0.95))
                .claim(Claim.atLeast(
                        "mixed lengths: against padding to 77", ours / padded, 0.8 * LONGEST / meanLength()));
    }

    private static long draw(Dice dice) {
        return Math.min(dice.between(3, LONGEST), dice.between(3, LONGEST));
    }

    private static double meanLength() {
        Dice dice = new Dice(SEED);
        long sum = 0;
        for (int i = 0; i < 10_000; i++) {
            sum += draw(dice);
        }
        return sum / 10_000.0;
    }

    /** Texts a second when all are known and sorted beforehand. */
    private static double bareRate() {
        int count = 10_000;
        Dice dice = new Dice(SEED);
        List<Long> sorted = LongStream.generate(() -> draw(dice))
                .limit(count)
                .sorted()
                .boxed()
                .toList();
        long nanos = 0;
        int rows = 0;
        for (int i = 0; i < count; i++) {
            rows++;
            boolean full = i + 1 == count || rows == 64 || (rows + 1) * sorted.get(i + 1) > MOST_TOKENS;
            if (full) {
                nanos += TIMING.nanos(rows, rows * sorted.get(i));
                rows = 0;
            }
        }
        return (double) count * LANES * SECOND / nanos;
    }

    private static double play(Contender contender, Table table, double bare) {
        Simulation house = new Simulation(SEED);
        Station device = house.station("device", contender, Hardware.cores(), LANES);
        Tally tally = house.send(Traffic.of("a", "text", device.stage("text", TIMING, LIMITS))
                .closed(CALLERS, SPAN)
                .lengths(MixedLengths::draw));
        house.run();
        Usage usage = device.usage();
        double rate = (double) tally.answers() * SECOND / SPAN;
        table.row(
                contender.name(),
                Figures.one(rate),
                Figures.two(rate / bare),
                Figures.percent(usage.ranCost() - usage.ownCost(), usage.ranCost()),
                Figures.millis(tally.latency(500)),
                Figures.millis(tally.latency(990)));
        return rate;
    }
}
