package dev.triptych.scheduling;

import java.util.concurrent.atomic.AtomicLong;

/** Time that passes when told. */
final class FakeTicker implements Ticker {
    private final AtomicLong now = new AtomicLong();

    @Override
    public long nanos() {
        return now.get();
    }

    void advance(long nanos) {
        now.addAndGet(nanos);
    }

    void advanceTo(long nanos) {
        now.accumulateAndGet(nanos, Math::max);
    }
}
