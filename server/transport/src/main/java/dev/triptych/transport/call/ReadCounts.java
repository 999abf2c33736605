package dev.triptych.transport.call;

import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;

/** Counts how messages were read, and how many are still lent. Thread-safe. */
public final class ReadCounts {
    private final Map<ReadPath, LongAdder> counts = new EnumMap<>(ReadPath.class);
    private final LongAdder lent = new LongAdder();

    public ReadCounts() {
        for (ReadPath path : ReadPath.values()) {
            counts.put(path, new LongAdder());
        }
    }

    void read(ReadPath path) {
        adder(path).increment();
    }

    void lent() {
        lent.increment();
    }

    void givenBack() {
        lent.decrement();
    }

    /** How many messages were read in this way since the start. */
    public long of(ReadPath path) {
        return adder(path).sum();
    }

    /** How many messages stand in the network's buffers now. */
    public long stillLent() {
        return lent.sum();
    }

    private LongAdder adder(ReadPath path) {
        LongAdder adder = counts.get(path);
        if (adder == null) {
            throw new IllegalStateException("no counter of " + path);
        }
        return adder;
    }
}
