package dev.triptych.runtime.task;

import dev.triptych.runtime.serving.Outcome;
import dev.triptych.spi.model.Embedding;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.IntFunction;

/** Makes one direction of each label's embedded sentences: the normalised mean of their normalised vectors. */
final class LabelDirections {
    private LabelDirections() {}

    /**
     * The directions.
     *
     * @param prompts the sentences, those of a label together, in the order of labels
     * @param templates how many sentences a label has
     * @param path the request's field that a sentence came from, by its position
     * @throws dev.triptych.spi.error.TaskException the first failure of a sentence, with its field
     */
    static LabelVectors of(List<Outcome<Embedding>> prompts, int templates, IntFunction<String> path) {
        float[][] all = Embeddings.read(prompts, path);
        int dim = all[0].length;
        float[] rows = new float[all.length / templates * dim];
        for (int label = 0; label < all.length / templates; label++) {
            float[][] own = Arrays.copyOfRange(all, label * templates, (label + 1) * templates);
            float[] direction = templates == 1 ? own[0] : Vectors.meanDirection(own);
            System.arraycopy(direction, 0, rows, label * dim, dim);
        }
        return new LabelVectors(rows, dim, truncated(prompts, templates));
    }

    private static List<Integer> truncated(List<Outcome<Embedding>> prompts, int templates) {
        List<Integer> truncated = new ArrayList<>();
        for (int label = 0; label < prompts.size() / templates; label++) {
            boolean cut = prompts.subList(label * templates, (label + 1) * templates).stream()
                    .anyMatch(prompt -> prompt instanceof Outcome.Done<Embedding> done
                            && done.value().truncated());
            if (cut) {
                truncated.add(label);
            }
        }
        return truncated;
    }
}
