package dev.triptych.scheduling;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicLong;

/**
 * A door that can be shut once, and tells when the last one inside has left. Safe for use by many threads.
 *
 * <p>Invariants: nobody enters after {@link #begin} returned; {@link #emptied} completes exactly once, and only when the
 * door is shut and nobody is inside. One word holds both the door and the count, so that entering and shutting cannot
 * pass each other.
 */
public final class Drain {
    private static final long SHUT = 1L << 62;

    private final AtomicLong word = new AtomicLong();
    private final CompletableFuture<Void> emptied = new CompletableFuture<>();

    /** Goes in; false when the door is shut. */
    public boolean enter() {
        while (true) {
            long seen = word.get();
            if ((seen & SHUT) != 0) {
                return false;
            }
            if (word.compareAndSet(seen, seen + 1)) {
                return true;
            }
        }
    }

    /** Leaves; once for each successful {@link #enter}. */
    public void leave() {
        long left = word.decrementAndGet();
        if (left < 0 || left == SHUT - 1) {
            throw new IllegalStateException("left more often than entered");
        }
        if (left == SHUT) {
            emptied.complete(null);
        }
    }

    /** Shuts the door; again is harmless. */
    public void begin() {
        if (word.getAndUpdate(seen -> seen | SHUT) == 0) {
            emptied.complete(null);
        }
    }

    /** Whether the door is shut. */
    public boolean begun() {
        return (word.get() & SHUT) != 0;
    }

    /** How many are inside. */
    public long inside() {
        return word.get() & ~SHUT;
    }

    /** Completes when the door is shut and nobody is inside; dependents run on the thread that left last. */
    public CompletionStage<Void> emptied() {
        return emptied.minimalCompletionStage();
    }
}
