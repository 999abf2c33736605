package dev.triptych.runtime.task;

import dev.triptych.runtime.serving.Outcome;
import dev.triptych.spi.error.TaskException;
import dev.triptych.spi.model.Embedding;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/** Takes numbers out of embeddings and gives their memory back. */
final class Embeddings {
    private Embeddings() {}

    /** An embedding's numbers; closes it. */
    static float[] take(Embedding embedding) {
        try (embedding) {
            return Vectors.read(embedding.vector().host());
        }
    }

    /** All numbers; closes every embedding, and throws the first failure with the path of its field. */
    static float[][] take(List<Outcome<Embedding>> outcomes, IntFunction<String> path) {
        float[][] vectors = new float[outcomes.size()][];
        @Nullable TaskException failure = null;
        for (int i = 0; i < vectors.length; i++) {
            if (outcomes.get(i) instanceof Outcome.Done<Embedding> done) {
                vectors[i] = take(done.value());
            } else if (outcomes.get(i) instanceof Outcome.Failed<Embedding> failed && failure == null) {
                failure = failed.error().at(path.apply(i));
            }
        }
        if (failure != null) {
            throw failure;
        }
        return vectors;
    }

    /** Fails with the error once the embeddings, which nobody will take, are closed. */
    static <T> CompletionStage<T> closeAll(CompletionStage<List<Outcome<Embedding>>> embeddings, Throwable error) {
        return embeddings.handle((outcomes, ignored) -> outcomes).thenCompose(outcomes -> {
            if (outcomes != null) {
                outcomes.forEach(Embeddings::close);
            }
            return CompletableFuture.failedStage(error);
        });
    }

    private static void close(Outcome<Embedding> outcome) {
        if (outcome instanceof Outcome.Done<Embedding> done) {
            done.value().close();
        }
    }
}
