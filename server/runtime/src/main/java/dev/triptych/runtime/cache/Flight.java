package dev.triptych.runtime.cache;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** One run of a content, and those who wait for it; its first end counts. Thread-safe. */
public final class Flight {
    private final EmbeddingCache cache;
    private final ContentKey key;
    private final SharedLife life;
    private final CompletableFuture<KeptVector> result = new CompletableFuture<>();

    Flight(EmbeddingCache cache, ContentKey key, SharedLife life) {
        this.cache = cache;
        this.key = key;
        this.life = life;
    }

    /** Under which the run goes. */
    public SharedLife life() {
        return life;
    }

    /** The vector, or why there is none. */
    public CompletionStage<KeptVector> result() {
        return result.minimalCompletionStage();
    }

    /** Ends with a vector: it is kept, and all who wait have it. */
    public void land(KeptVector vector) {
        cache.landed(key, this, vector);
        result.complete(vector);
    }

    /** Ends without a vector; nothing is kept. */
    public void fail(Throwable error) {
        cache.failed(key, this);
        result.completeExceptionally(error);
    }
}
