package dev.triptych.bench.report;

import ai.onnxruntime.OrtException;
import dev.triptych.load.Figures;
import dev.triptych.load.LoadException;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * Contestants measured in turn, round after round, the order reversed in every second round, so that what changes over
 * time - heat, neighbours - touches all alike. Ratios are taken within a round. Not thread-safe.
 */
public final class Rounds {
    private final List<Entry> entries = new ArrayList<>();

    /** Adds a contestant; the first is what the others are compared with. */
    public Rounds add(String name, Contestant contestant) {
        entries.add(new Entry(name, contestant, new ArrayList<>()));
        return this;
    }

    /** Measures all, in {@code count} rounds, saying on {@code progress} where it is. */
    public void run(int count, PrintWriter progress) throws LoadException, OrtException, InterruptedException {
        if (count < 1) {
            throw new IllegalArgumentException("rounds must be at least 1, got " + count);
        }
        for (int round = 0; round < count; round++) {
            List<Entry> order = new ArrayList<>(entries);
            if (round % 2 == 1) {
                Collections.reverse(order);
            }
            for (Entry entry : order) {
                Figures figures = entry.contestant.measure();
                entry.found.add(figures);
                progress.printf("round %d of %d: %s %.2f/s%n", round + 1, count, entry.name, figures.rate());
                progress.flush();
            }
        }
    }

    /** Rates, the ratio of each contestant's rate to the first one's in the same round, and latencies. */
    public Table table() {
        Table table = new Table(
                "what",
                "items/s, median (least to most)",
                "of the first, median (least to most)",
                "p50 ms",
                "p90 ms",
                "p99 ms",
                "failed");
        for (Entry entry : entries) {
            table.row(
                    entry.name,
                    Spread.of(entry.found.stream().map(Figures::rate).toList()),
                    Spread.of(ratios(entry, entries.get(0))).fine(),
                    entry.millis(50),
                    entry.millis(90),
                    entry.millis(99),
                    entry.found.stream().mapToLong(Figures::failed).sum());
        }
        return table;
    }

    /** The ratio of one contestant's rate to another's in the same round; by their places, from 0. */
    public Spread ratio(int one, int other) {
        return Spread.of(ratios(entries.get(one), entries.get(other)));
    }

    /** All rounds of a contestant, by its place. */
    public List<Figures> found(int place) {
        return List.copyOf(entries.get(place).found);
    }

    private static List<Double> ratios(Entry one, Entry other) {
        List<Double> ratios = new ArrayList<>();
        for (int i = 0; i < one.found.size(); i++) {
            ratios.add(one.found.get(i).rate() / other.found.get(i).rate());
        }
        return ratios;
    }

    private record Entry(String name, Contestant contestant, List<Figures> found) {
        double millis(double percentile) {
            return Spread.of(found.stream().map(one -> one.millis(percentile)).toList())
                    .median();
        }
    }

    /** Something that can be measured again and again. */
    @FunctionalInterface
    public interface Contestant {
        /** Measures once. */
        Figures measure() throws LoadException, OrtException, InterruptedException;
    }
}
