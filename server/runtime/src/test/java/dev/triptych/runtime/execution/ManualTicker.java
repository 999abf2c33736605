package dev.triptych.runtime.execution;

import dev.triptych.scheduling.Ticker;
import java.util.concurrent.atomic.AtomicLong;

/** Time that moves when a test says so. */
final class ManualTicker implements Ticker {
    private final AtomicLong now = new AtomicLong(1_000);

    void advance(long nanos) {
        now.addAndGet(nanos);
    }

    @Override
    public long nanos() {
        return now.get();
    }
}
