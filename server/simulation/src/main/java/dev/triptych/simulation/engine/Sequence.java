package dev.triptych.simulation.engine;

import dev.triptych.scheduling.Flow;
import dev.triptych.scheduling.RequestScope;

/** One sequence of a decoder: it waits for its slots, then takes part in each step until it has all its tokens. */
final class Sequence implements RequestScope {
    final SequenceLoad load;
    final SequenceTally tally;
    final long number;
    final long arrived;
    final long tokens;
    int[] slots = {};
    long granted = -1;
    int made;
    boolean over;

    Sequence(SequenceLoad load, SequenceTally tally, long number, long arrived, long tokens) {
        this.load = load;
        this.tally = tally;
        this.number = number;
        this.arrived = arrived;
        this.tokens = tokens;
    }

    /** How many slots it needs: one a beam. */
    int beams() {
        return load.beams();
    }

    @Override
    public Flow flow() {
        return load.flow();
    }

    @Override
    public long startTag() {
        return number;
    }

    @Override
    public long latestStartNanos() {
        return load.patience() == Long.MAX_VALUE ? Long.MAX_VALUE : arrived + load.patience();
    }

    @Override
    public boolean live() {
        return !over;
    }
}
