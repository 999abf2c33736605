/**
 * Vectors of contents that came before, and the one run of a content that several calls ask for at once. Starting points:
 * {@link dev.triptych.runtime.cache.EmbeddingCache}, then {@link dev.triptych.runtime.cache.ContentKeys}.
 */
@NullMarked
package dev.triptych.runtime.cache;

import org.jspecify.annotations.NullMarked;
