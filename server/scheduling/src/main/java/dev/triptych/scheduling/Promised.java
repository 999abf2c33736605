package dev.triptych.scheduling;

/** A promise that one clock counts. Guarded by the dispatcher's lock, but for {@link #close}. */
final class Promised<W extends Work> implements Promise {
    private final Dispatcher<W> dispatcher;
    private final FairClock<W> clock;
    private final FlowAccount<W> account;
    private final double nanos;
    private final long slot;
    private boolean ended;

    /** Lock held. */
    Promised(Dispatcher<W> dispatcher, FairClock<W> clock, Flow flow, double nanos, long slot) {
        this.dispatcher = dispatcher;
        this.clock = clock;
        this.account = clock.account(flow);
        this.nanos = nanos;
        this.slot = slot;
        clock.ask(account, nanos, slot);
    }

    /** Lock held. */
    void end() {
        if (!ended) {
            ended = true;
            clock.answered(account, nanos, slot);
        }
    }

    @Override
    public void close() {
        dispatcher.kept(this);
    }
}
