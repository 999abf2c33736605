package dev.triptych.runtime.cache;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.triptych.runtime.serving.Request;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;

/**
 * Vectors by what they depend on, bounded in bytes, and the runs under way that others may wait for instead of starting
 * their own. Thread-safe; never blocks on a run.
 *
 * <p>Invariant: a content that is neither kept nor given up has at most one flight that is found; one that a more urgent
 * request could not join flies on for those who wait for it. Entries that are large beside the
 * whole, or hold what is no number, are shared with those who wait and then forgotten.
 */
public final class EmbeddingCache {
    /** One entry takes at most this part of the capacity: a cache of a few large entries is none. */
    private static final int LARGEST_PART = 16;

    private final long capacity;
    private final Cache<ContentKey, KeptVector> kept;
    private final ConcurrentMap<ContentKey, Flight> flights = new ConcurrentHashMap<>();
    private final AtomicLong evictions = new AtomicLong();

    /**
     * An empty cache.
     *
     * @param capacity the most bytes of heap; 0 for no cache and no waiting for one another
     */
    public EmbeddingCache(long capacity) {
        this.capacity = capacity;
        // Upkeep is a few list operations, done by whoever comes: no pool of threads beside the server's.
        this.kept = Caffeine.newBuilder()
                .maximumWeight(capacity)
                .weigher((ContentKey key, KeptVector vector) -> vector.bytes())
                .executor(Runnable::run)
                .evictionListener((key, vector, cause) -> evictions.incrementAndGet())
                .build();
    }

    /** How a look-up ends. */
    public sealed interface Found {
        /** The vector is there. */
        record Hit(KeptVector vector) implements Found {}

        /** A run under way brings it; the asking request has joined it. */
        record Awaited(Flight flight) implements Found {}

        /** The asking request starts the run, has joined it, and lands or fails the flight, whatever happens. */
        record Mine(Flight flight) implements Found {}
    }

    /** Whether anything is kept and shared. */
    public boolean on() {
        return capacity > 0;
    }

    /**
     * Looks a content up for a request.
     *
     * @param life makes the life of a run that the request has joined already
     */
    public Found find(ContentKey key, Request request, Supplier<SharedLife> life) {
        while (true) {
            KeptVector vector = kept.getIfPresent(key);
            if (vector != null) {
                return new Found.Hit(vector);
            }
            Flight under = flights.get(key);
            if (under == null) {
                return start(key, request, life);
            }
            if (under.life().join(request)) {
                return new Found.Awaited(under);
            }
            flights.remove(key, under);
        }
    }

    private Found start(ContentKey key, Request request, Supplier<SharedLife> life) {
        Flight mine = new Flight(this, key, life.get());
        Flight other = flights.putIfAbsent(key, mine);
        if (other != null) {
            return find(key, request, life);
        }
        // The flight before may have landed between the look into the cache and the look at the flights.
        KeptVector vector = kept.getIfPresent(key);
        if (vector != null) {
            mine.land(vector);
            return new Found.Hit(vector);
        }
        return new Found.Mine(mine);
    }

    void landed(ContentKey key, Flight flight, KeptVector vector) {
        if (vector.bytes() <= capacity / LARGEST_PART && vector.finite()) {
            kept.put(key, vector);
        }
        flights.remove(key, flight);
    }

    void failed(ContentKey key, Flight flight) {
        flights.remove(key, flight);
    }

    /** How full it is. */
    public CacheGauges gauges() {
        long bytes = kept.policy()
                .eviction()
                .map(eviction -> eviction.weightedSize().orElse(0))
                .orElse(0L);
        return new CacheGauges(bytes, kept.estimatedSize(), flights.size(), evictions.get());
    }

    /** Forgets all vectors; runs under way go on. */
    public void clear() {
        kept.invalidateAll();
    }
}
