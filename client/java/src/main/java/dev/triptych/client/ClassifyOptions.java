package dev.triptych.client;

import java.util.List;
import java.util.Optional;

/**
 * What to choose from and how; immutable. Start from {@link #DEFAULTS} or {@link #labels}.
 *
 * @param labels the labels to choose from, each once; empty: the model's own
 * @param templates sentences that a label is put into, {@code {}} standing for it; empty: the model's own, else the bare label
 * @param topK how many labels come back, best first; 0: all
 * @param threshold labels with a lower score are left out, 0 to 1; empty: none are
 * @param truncation what happens to texts that are too long
 */
public record ClassifyOptions(
        List<String> labels, List<String> templates, int topK, Optional<Float> threshold, Truncation truncation) {
    /** The model's own labels, all of them. */
    public static final ClassifyOptions DEFAULTS =
            new ClassifyOptions(List.of(), List.of(), 0, Optional.empty(), Truncation.CUT);

    public ClassifyOptions {
        labels = List.copyOf(labels);
        templates = List.copyOf(templates);
    }

    /** These labels, all of which come back. */
    public static ClassifyOptions labels(String... labels) {
        return DEFAULTS.withLabels(List.of(labels));
    }

    /** These options with other labels. */
    public ClassifyOptions withLabels(List<String> names) {
        return new ClassifyOptions(names, templates, topK, threshold, truncation);
    }

    /** These options with other templates. */
    public ClassifyOptions withTemplates(List<String> sentences) {
        return new ClassifyOptions(labels, sentences, topK, threshold, truncation);
    }

    /** These options with at most so many labels for an item; 0: all. */
    public ClassifyOptions withTopK(int count) {
        return new ClassifyOptions(labels, templates, count, threshold, truncation);
    }

    /** These options with a least score. */
    public ClassifyOptions withThreshold(float least) {
        return new ClassifyOptions(labels, templates, topK, Optional.of(least), truncation);
    }

    /** These options with another way to treat long texts. */
    public ClassifyOptions withTruncation(Truncation way) {
        return new ClassifyOptions(labels, templates, topK, threshold, way);
    }

    dev.triptych.v1.ClassifyOptions wire() {
        dev.triptych.v1.ClassifyOptions.Builder wire =
                dev.triptych.v1.ClassifyOptions.newBuilder().setTopK(topK).setTruncation(truncation.wire());
        threshold.ifPresent(wire::setThreshold);
        return wire.build();
    }
}
