package dev.triptych.runtime.task;

import dev.triptych.runtime.serving.Outcome;
import dev.triptych.spi.model.Embedding;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntFunction;

/**
 * The directions of a list of labels as far as they are computed: a label's is the normalised mean of the normalised
 * vectors of its sentences.
 *
 * <p>Not thread-safe: it belongs to one flight at a time. Invariant: what one {@link #add} brought is there whole or not
 * at all.
 */
final class LabelProgress implements LabelCache.Kept {
    private final int labels;
    private final int templates;
    private final List<Integer> truncated = new ArrayList<>();
    private float[] rows = {};
    private float[] mean = {};
    private boolean cut;
    private int done;

    /** Nothing yet of so many labels, each in so many templates. */
    LabelProgress(int labels, int templates) {
        this.labels = labels;
        this.templates = templates;
    }

    /** How many sentences are embedded. */
    int done() {
        return done;
    }

    /**
     * Takes the next sentences; closes none.
     *
     * @param path the request's field that a sentence came from, by its position among these
     * @throws dev.triptych.spi.error.TaskException the first failure of a sentence, with its field
     */
    void add(List<Outcome<Embedding>> sentences, IntFunction<String> path) {
        float[][] vectors = Embeddings.read(sentences, path);
        int dim = vectors[0].length;
        if (done == 0) {
            rows = new float[labels * dim];
            mean = new float[dim];
        }
        for (int i = 0; i < vectors.length; i++) {
            boolean shortened = sentences.get(i) instanceof Outcome.Done<Embedding> embedded
                    && embedded.value().truncated();
            add(vectors[i], shortened);
        }
    }

    private void add(float[] vector, boolean shortened) {
        boolean first = done % templates == 0;
        boolean last = done % templates == templates - 1;
        int label = done / templates;
        for (int i = 0; i < vector.length; i++) {
            mean[i] = (first ? 0 : mean[i]) + vector[i] / templates;
        }
        cut = shortened || (cut && !first);
        done++;
        if (last) {
            float[] direction = templates == 1 ? vector : Vectors.normalize(mean);
            System.arraycopy(direction, 0, rows, label * vector.length, vector.length);
            if (cut) {
                truncated.add(label);
            }
        }
    }

    /** All directions, once every sentence is embedded. */
    LabelVectors vectors() {
        return new LabelVectors(rows, rows.length / labels, truncated);
    }

    @Override
    public long bytes() {
        return LabelVectors.bytes(rows.length, truncated.size());
    }
}
