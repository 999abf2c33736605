package dev.triptych.simulation.engine;

/** What became of one caller's sequences. */
public final class SequenceTally {
    private final Tally first = new Tally();
    private final Tally whole = new Tally();
    private long slotNanos;
    private long tokens;

    /** The time to the first token; ends other than that are in {@link #whole}. */
    public Tally first() {
        return first;
    }

    /** The time to the last token, and the other ends. */
    public Tally whole() {
        return whole;
    }

    /** Slots times the time they were held. */
    public long slotNanos() {
        return slotNanos;
    }

    /** Tokens of all sequences, those included that were cancelled later. */
    public long tokens() {
        return tokens;
    }

    void held(long nanos, int slots) {
        slotNanos += nanos * slots;
    }

    void token() {
        tokens++;
    }
}
