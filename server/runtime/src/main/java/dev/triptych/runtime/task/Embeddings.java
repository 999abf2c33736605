package dev.triptych.runtime.task;

import dev.triptych.runtime.serving.Outcome;
import dev.triptych.spi.error.TaskException;
import dev.triptych.spi.model.Embedding;
import java.util.List;
import java.util.function.IntFunction;

/** Takes numbers out of embeddings and gives their memory back. */
final class Embeddings {
    private Embeddings() {}

    /** A copy of an embedding's numbers. */
    static float[] read(Embedding embedding) {
        return Vectors.read(embedding.vector().host());
    }

    /** A copy of all numbers; throws the first failure with the path of its field. */
    static float[][] read(List<Outcome<Embedding>> outcomes, IntFunction<String> path) {
        float[][] vectors = new float[outcomes.size()][];
        for (int i = 0; i < vectors.length; i++) {
            if (outcomes.get(i) instanceof Outcome.Done<Embedding> done) {
                vectors[i] = read(done.value());
            } else if (outcomes.get(i) instanceof Outcome.Failed<Embedding> failed) {
                TaskException error = failed.error();
                throw error.at(path.apply(i));
            }
        }
        return vectors;
    }
}
