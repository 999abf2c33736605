package dev.triptych.runtime.task;

import dev.triptych.runtime.serving.Meter;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * Vectors of label lists, so that naming a list again costs no embedding: the least recently used go first when a bound of
 * bytes is reached, and a model's go with it. What one call computes, others wait for instead of computing it too; where
 * it stops half-way, the next goes on.
 *
 * <p>Thread-safe. Invariant: {@code bytes} is the sum over the entries, and never above the capacity.
 */
public final class LabelCache {
    private static final long ENTRY_BYTES = 256;
    private static final long STRING_BYTES = 56;

    private final long capacity;
    private final Meter meter;
    private final LinkedHashMap<Key, Kept> entries = new LinkedHashMap<>(16, 0.75f, true);
    private final Map<Key, Flight> flights = new HashMap<>();
    private long bytes;

    /**
     * An empty cache.
     *
     * @param capacity the most bytes of all entries; 0 for no cache and no waiting for one another
     * @param meter hears of hits and misses
     */
    public LabelCache(long capacity, Meter meter) {
        this.capacity = capacity;
        this.meter = meter;
    }

    /**
     * What a list's vectors depend on.
     *
     * @param owner the loaded model, told apart by identity
     * @param salt callers of equal salts share what is kept
     * @param truncate whether long labels are cut, or fail
     */
    record Key(Owner owner, String salt, List<String> templates, List<String> labels, boolean truncate) {
        Key(Object model, String salt, List<String> templates, List<String> labels, boolean truncate) {
            this(new Owner(model), salt, List.copyOf(templates), List.copyOf(labels), truncate);
        }

        private long bytes() {
            long sum = ENTRY_BYTES;
            for (String label : labels) {
                sum += bytes(label);
            }
            for (String template : templates) {
                sum += bytes(template);
            }
            return sum;
        }

        private static long bytes(String text) {
            return STRING_BYTES + 2L * text.length();
        }
    }

    /** A model, equal to itself alone. */
    private record Owner(Object model) {
        @Override
        public boolean equals(Object other) {
            return other instanceof Owner owner && owner.model == model;
        }

        @Override
        public int hashCode() {
            return System.identityHashCode(model);
        }
    }

    /** What is kept of a list: its vectors, or as far as they came. */
    sealed interface Kept permits LabelVectors, LabelProgress {
        /** Bytes of heap that it holds. */
        long bytes();
    }

    /** How a look-up ends. */
    sealed interface Found {
        /** The vectors are there. */
        record Ready(LabelVectors vectors) implements Found {}

        /** Another call computes them; its failure comes as it is. */
        record Awaited(CompletableFuture<LabelVectors> vectors) implements Found {}

        /** The asking call computes them, and lands or fails the flight, whatever happens. */
        record Mine(Flight flight) implements Found {}
    }

    /** A computation that others may wait for; its first end counts. */
    final class Flight {
        private final Key key;
        private final LabelProgress progress;
        private final CompletableFuture<LabelVectors> result = new CompletableFuture<>();

        private Flight(Key key, LabelProgress progress) {
            this.key = key;
            this.progress = progress;
        }

        /** As far as it came; the computing call's alone until the flight ends. */
        LabelProgress progress() {
            return progress;
        }

        void land(LabelVectors vectors) {
            end(this, vectors);
            result.complete(vectors);
        }

        /** Ends it without vectors; its progress is kept for the next call. */
        void fail(Throwable error) {
            end(this, progress.done() > 0 ? progress : null);
            result.completeExceptionally(error);
        }
    }

    /** Looks a list up for a model that is served under a name. */
    Found find(Key key, String model) {
        Found found = look(key);
        meter.labels(model, !(found instanceof Found.Mine));
        return found;
    }

    private synchronized Found look(Key key) {
        Kept kept = entries.get(key);
        if (kept instanceof LabelVectors vectors) {
            return new Found.Ready(vectors);
        }
        Flight under = flights.get(key);
        if (under != null) {
            return new Found.Awaited(under.result);
        }
        if (kept != null) {
            entries.remove(key);
            bytes -= bytes(key, kept);
        }
        Flight flight = new Flight(
                key,
                kept instanceof LabelProgress progress
                        ? progress
                        : new LabelProgress(key.labels().size(), key.templates().size()));
        if (capacity > 0) {
            flights.put(key, flight);
        }
        return new Found.Mine(flight);
    }

    /** Forgets all that was computed with a model; it is about to be closed. */
    public synchronized void release(Object model) {
        Owner owner = new Owner(model);
        entries.entrySet().removeIf(entry -> {
            boolean gone = entry.getKey().owner().equals(owner);
            bytes -= gone ? bytes(entry.getKey(), entry.getValue()) : 0;
            return gone;
        });
    }

    /** Bytes of all entries. */
    public synchronized long bytes() {
        return bytes;
    }

    private synchronized void end(Flight flight, @Nullable Kept kept) {
        if (!flights.remove(flight.key, flight) || kept == null) {
            return;
        }
        long size = bytes(flight.key, kept);
        if (size > capacity) {
            return;
        }
        entries.put(flight.key, kept);
        bytes += size;
        var eldest = entries.entrySet().iterator();
        while (bytes > capacity) {
            var entry = eldest.next();
            bytes -= bytes(entry.getKey(), entry.getValue());
            eldest.remove();
        }
    }

    private static long bytes(Key key, Kept kept) {
        return key.bytes() + kept.bytes();
    }
}
