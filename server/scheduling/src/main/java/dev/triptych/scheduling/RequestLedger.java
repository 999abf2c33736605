package dev.triptych.scheduling;

import java.util.Optional;

/**
 * The requests that are open: each enters once, leaves once, and none enters a draining server. Safe for use by many
 * threads.
 *
 * <p>A drain waits here and not at the queues, since between two stages of a request no queue knows of it.
 */
public final class RequestLedger {
    private final Drain drain = new Drain();

    /** A new request; empty when the server drains. */
    public Optional<Terminal> open() {
        return drain.enter() ? Optional.of(new Terminal(drain::leave)) : Optional.empty();
    }

    /** How many requests are open. */
    public long inFlight() {
        return drain.inside();
    }

    /** Turns new requests away from now on, and tells when the last open one is done. */
    public Drain drain() {
        drain.begin();
        return drain;
    }

    /** Whether new requests are turned away. */
    public boolean draining() {
        return drain.begun();
    }
}
