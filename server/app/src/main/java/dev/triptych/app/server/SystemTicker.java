package dev.triptych.app.server;

import dev.triptych.scheduling.Ticker;

/** The process's monotonic clock: the one place that asks the system for it. */
final class SystemTicker implements Ticker {
    @Override
    public long nanos() {
        return System.nanoTime();
    }
}
