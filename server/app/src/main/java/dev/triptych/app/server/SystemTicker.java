package dev.triptych.app.server;

import dev.triptych.scheduling.Ticker;

/** The process's monotonic clock, from 0 at its making: the one place that asks the system for it. */
final class SystemTicker implements Ticker {
    private final long origin = System.nanoTime();

    @Override
    public long nanos() {
        return System.nanoTime() - origin;
    }
}
