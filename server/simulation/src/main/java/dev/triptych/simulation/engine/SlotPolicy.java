package dev.triptych.simulation.engine;

/** Who gets an arena's slots next. Tells the loop whom it gave slots, perhaps before a call returns. */
interface SlotPolicy {
    /** A sequence wants its slots. */
    void ask(Sequence sequence);

    /** A sequence that waits wants them no more; tells the loop that it is dropped. */
    void withdraw(Sequence sequence);

    /** A sequence is done with its slots. */
    void giveBack(Sequence sequence);

    /** Drops those that have waited too long. */
    void expire();

    /** How many sequences wait. */
    int waiting();

    /** How many slots it takes for free. */
    int free();
}
