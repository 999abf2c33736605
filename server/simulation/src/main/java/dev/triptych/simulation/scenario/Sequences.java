package dev.triptych.simulation.scenario;

import static dev.triptych.simulation.engine.Simulation.MILLI;
import static dev.triptych.simulation.engine.Simulation.SECOND;

import dev.triptych.scheduling.Weights;
import dev.triptych.simulation.engine.SequenceLoad;
import dev.triptych.simulation.engine.SequenceTally;
import dev.triptych.simulation.engine.StepLoop;
import dev.triptych.simulation.engine.StepLoop.Way;
import dev.triptych.simulation.engine.Timing;
import dev.triptych.simulation.page.Claim;
import dev.triptych.simulation.page.Figures;
import dev.triptych.simulation.page.Section;
import dev.triptych.simulation.page.Table;
import java.util.List;

/** Sequences that share the slots of a decoder: a light tenant beside a flood, beams of several widths, and what goes wrong. */
final class Sequences implements Scenario {
    private static final long SEED = 13;
    private static final long SPAN = 60 * SECOND;
    private static final int SLOTS = 16;
    private static final Timing STEP = Timing.line(6 * MILLI, MILLI / 4);

    /** A step of a full arena takes 10 ms, a sequence of the flood 64 steps in the mean: 25 a second. */
    private static final double CAPACITY = 25;

    /** In the mean one slot of the full arena falls free in this time. */
    private static final double TURN = 40e6;

    /** Slots fall free about as independently as Poisson events: one gap in a hundred is longer than ln 100 mean gaps. */
    private static final double TURNS = 4.61;

    @Override
    public Section play() {
        Section section = new Section("Sequences: the slots of a decoder")
                .text(
                        "An arena of 16 slots; a step takes 6 ms and 0.25 ms a slot and gives each sequence a token. Unless said"
                                + " otherwise a sequence has 32 to 96 tokens; it holds a slot a beam from its grant to its end; 60 s, seed "
                                + SEED
                                + ". Checked at each step: no slot has two owners, slots are conserved, nobody waits beside free slots, nobody starts too late, each"
                                + " sequence ends once.");
        flood(section);
        beams(section);
        wide(section);
        trouble(section);
        return section;
    }

    private static void flood(Section section) {
        Table table = new Table(
                "beside twice the capacity", "light alone, p99", "light, p50", "light, p99", "flood, tokens/s");
        for (Way way : List.of(Way.SHARED, Way.FIFO, Way.WHOLE_BATCHES)) {
            StepLoop still = loop(way, Weights.EQUAL);
            SequenceTally alone = still.send(light());
            still.run();
            StepLoop busy = loop(way, Weights.EQUAL);
            SequenceTally light = busy.send(light());
            SequenceTally flood = busy.send(SequenceLoad.of("flood", 2 * CAPACITY, SPAN, 32, 96));
            busy.run();
            table.row(
                    name(way),
                    Figures.millis(alone.first().latency(990)),
                    Figures.millis(light.first().latency(500)),
                    Figures.millis(light.first().latency(990)),
                    Figures.one(flood.tokens() * 1e9 / busy.nanos()));
            if (way == Way.SHARED) {
                section.claim(Claim.atMost(
                        "sequences: light p99 to the first token beside a flood, less its own, in turns of a slot",
                        (light.first().latency(990) - alone.first().latency(990)) / TURN,
                        TURNS));
            }
        }
        section.text(
                        "Time to the first token of a tenant with two short sequences a second, alone and beside another's flood, in ms."
                                + " In the mean a slot falls free every 40 ms, and one gap in a hundred"
                                + " is longer than 4.6 of that.")
                .table(table);
    }

    private static String name(Way way) {
        return switch (way) {
            case SHARED -> "triptych";
            case FIFO -> "FIFO";
            case WHO_FITS -> "the oldest that fits";
            case WHOLE_BATCHES -> "FIFO, whole batches";
        };
    }

    private static SequenceLoad light() {
        return SequenceLoad.of("light", 2, SPAN, 16, 24);
    }

    private static void beams(Section section) {
        Table table = new Table("slots times time", "one beam", "four beams", "share of one beam");
        double equal = shares(1, table);
        double three = shares(3, table);
        section.text("Two tenants that both want more than the arena has, one with a single beam, one with four.")
                .table(table)
                .claim(Claim.atMost("sequences, 1:1: how far off its weight", StrictMath.abs(equal / 0.5 - 1), 0.1))
                .claim(Claim.atMost("sequences, 3:1: how far off its weight", StrictMath.abs(three / 0.75 - 1), 0.1));
    }

    // Both are cut off at the same time: what is left in the queues would be one tenant's alone.
    private static double shares(double weight, Table table) {
        StepLoop loop = loop(Way.SHARED, new Weights() {
            @Override
            public double tenant(String tenant) {
                return tenant.equals("one") ? weight : 1;
            }
        });
        SequenceTally one =
                loop.send(SequenceLoad.of("one", 2 * CAPACITY, SPAN, 32, 96).impatient(SECOND, 0));
        SequenceTally four = loop.send(
                SequenceLoad.of("four", 2 * CAPACITY, SPAN, 32, 96).beams(4).impatient(SECOND, 0));
        loop.run();
        long all = one.slotNanos() + four.slotNanos();
        table.row(
                "weights " + Math.round(weight) + ":1",
                Figures.one(one.slotNanos() / 1e9),
                Figures.one(four.slotNanos() / 1e9),
                Figures.percent(one.slotNanos(), all));
        return (double) one.slotNanos() / all;
    }

    private static void wide(Section section) {
        Table table = new Table("", "wide, p50", "wide, p99", "narrow, tokens/s");
        double ours = 0;
        double overtaken = 0;
        for (Way way : List.of(Way.SHARED, Way.FIFO, Way.WHO_FITS)) {
            StepLoop loop = loop(way, Weights.EQUAL);
            SequenceTally wide =
                    loop.send(SequenceLoad.of("wide", 0.5, SPAN, 32, 96).beams(12));
            SequenceTally narrow = loop.send(SequenceLoad.of("narrow", CAPACITY, SPAN, 32, 96));
            loop.run();
            long p99 = wide.first().latency(990);
            ours = way == Way.SHARED ? p99 : ours;
            overtaken = p99;
            table.row(
                    name(way),
                    Figures.millis(wide.first().latency(500)),
                    Figures.millis(p99),
                    Figures.one(narrow.tokens() * 1e9 / loop.nanos()));
        }
        section.claim(Claim.atMost(
                "sequences: p99 to the first token of twelve beams, of that where who fits goes first",
                ours / overtaken,
                0.5));
        section.text(
                        "A tenant whose sequences take twelve slots, one every two seconds, beside one that fills the arena with single"
                                + " beams: who is next is not overtaken by one that needs less. Time to the first token, in ms.")
                .table(table);
    }

    private static void trouble(Section section) {
        StepLoop loop = loop(Way.SHARED, Weights.EQUAL);
        SequenceTally some = loop.send(
                SequenceLoad.of("some", CAPACITY, SPAN, 1, 96).beams(2).impatient(SECOND, 100));
        SequenceTally more =
                loop.send(SequenceLoad.of("more", CAPACITY, SPAN, 1, 96).impatient(SECOND / 4, 50));
        loop.run();
        Table table = new Table("", "sent", "answered", "cancelled", "expired", "without an end");
        List<SequenceTally> tallies = List.of(some, more);
        for (int i = 0; i < tallies.size(); i++) {
            SequenceTally tally = tallies.get(i);
            table.row(
                    i == 0 ? "two beams, 10 % cancelled" : "one beam, 5 % cancelled",
                    Integer.toString(tally.whole().sent()),
                    Integer.toString(tally.whole().answers()),
                    Integer.toString(tally.whole().ended("CANCELLED", 0)),
                    Integer.toString(tally.whole().ended("EXPIRED", 0)),
                    Integer.toString(tally.whole().sent() - tally.whole().total()));
        }
        section.text(
                        "Sequences of 1 to 96 tokens, cancels at any time, and callers that wait for their slots no longer than 1 s and 250 ms; "
                                + loop.checks() + " checks held.")
                .table(table);
    }

    private static StepLoop loop(Way way, Weights weights) {
        return new StepLoop(SEED, SLOTS, STEP, way, weights);
    }
}
