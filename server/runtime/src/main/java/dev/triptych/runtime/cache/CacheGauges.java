package dev.triptych.runtime.cache;

/**
 * How full the cache is; a snapshot.
 *
 * @param bytes of heap that are kept, roughly
 * @param entries vectors that are kept
 * @param flights runs that somebody waits for
 * @param evictions entries that had to go for others since the start
 */
public record CacheGauges(long bytes, long entries, long flights, long evictions) {}
