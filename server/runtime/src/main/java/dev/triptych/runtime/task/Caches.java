package dev.triptych.runtime.task;

import dev.triptych.runtime.cache.EmbeddingCache;
import dev.triptych.runtime.serving.Meter;
import dev.triptych.scheduling.Ticker;
import java.util.function.UnaryOperator;

/**
 * What is kept for later calls.
 *
 * @param labels directions of label lists
 * @param embeddings vectors of single items
 * @param salt of a tenant: tenants of equal salts share hits, of labels and of items, and so may learn by timing what the other sent
 * @param meter hears of look-ups
 * @param ticker the time of items that cost none
 */
public record Caches(
        LabelCache labels, EmbeddingCache embeddings, UnaryOperator<String> salt, Meter meter, Ticker ticker) {}
