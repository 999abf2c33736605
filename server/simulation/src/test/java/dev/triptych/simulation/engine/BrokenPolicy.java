package dev.triptych.simulation.engine;

import dev.triptych.scheduling.Lane;

/** A policy with one fault, to see it caught. */
final class BrokenPolicy implements Policy {
    /** What it does wrong. */
    enum Fault {
        /** Takes a work and never gives it out. */
        LOSE,
        /** Gives out the same batch twice. */
        REPEAT,
        /** Never wakes a lane. */
        SLEEP
    }

    private final Fault fault;
    private final Policy inner;
    private Bound last;
    private int offers;

    BrokenPolicy(Fault fault, Policy inner) {
        this.fault = fault;
        this.inner = inner;
    }

    @Override
    public String offer(Job job, boolean bounded) {
        return fault == Fault.LOSE && ++offers % 10 == 0 ? null : inner.offer(job, bounded);
    }

    @Override
    public void abandon(Job job) {
        inner.abandon(job);
    }

    @Override
    public Bound poll(Lane lane, long now) {
        Bound bound = fault == Fault.REPEAT && last != null ? last : inner.poll(lane, now);
        last = bound;
        return bound;
    }

    @Override
    public void finished(Lane lane, Bound bound, long started, long ended) {
        inner.finished(lane, bound, started, ended);
    }

    @Override
    public long pollAgain(Lane lane) {
        return fault == Fault.SLEEP ? Long.MAX_VALUE : inner.pollAgain(lane);
    }

    @Override
    public int queued() {
        return inner.queued();
    }

    @Override
    public void drain() {
        inner.drain();
    }

    @Override
    public Recovery recovery() {
        return inner.recovery();
    }
}
