package dev.triptych.runtime;

import dev.triptych.runtime.serving.Meter;
import dev.triptych.runtime.serving.Phase;
import dev.triptych.spi.error.Reason;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** Keeps how items ended, what was shed and what was looked up; may break at a planning. Thread-safe. */
public final class RecordingMeter implements Meter {
    /** Why items failed, in order. */
    public final Queue<Reason> failed = new ConcurrentLinkedQueue<>();

    /** One for each item that was shed. */
    public final Queue<Reason> shed = new ConcurrentLinkedQueue<>();

    /** How items were looked up. */
    public final Queue<CacheResult> cached = new ConcurrentLinkedQueue<>();

    /** How many items were decoded for nobody. */
    public final AtomicInteger wasted = new AtomicInteger();

    private final AtomicInteger untilBroken = new AtomicInteger();

    /** Throws when so many more items have been planned. */
    public void breakAfter(int plans) {
        untilBroken.set(plans);
    }

    @Override
    public void phase(String model, String modality, Phase phase, long nanos) {
        if (phase == Phase.SNIFF && untilBroken.get() > 0 && untilBroken.decrementAndGet() == 0) {
            throw new IllegalStateException("a broken meter");
        }
    }

    @Override
    public void item(String model, String task, String modality, @Nullable Reason reason, long nanos) {
        if (reason != null) {
            failed.add(reason);
        }
    }

    @Override
    public void wasted(String model, long decodeNanos) {
        wasted.incrementAndGet();
    }

    @Override
    public void shed(String model, Reason reason, int items) {
        for (int i = 0; i < items; i++) {
            shed.add(reason);
        }
    }

    @Override
    public void cached(String model, CacheResult result) {
        cached.add(result);
    }
}
