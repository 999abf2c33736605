package dev.triptych.client;

import java.util.List;
import java.util.Optional;

/**
 * What to choose from and how; immutable. Start from {@link #DEFAULTS} or {@link #labels}.
 *
 * @param labels the labels to choose from, each once; empty: those of the set, else the model's own
 * @param labelSet name of a label set that the server holds, in place of labels; empty: none
 * @param templates sentences that a label is put into, {@code {}} standing for it; empty: the model's own, else the bare label
 * @param topK how many labels come back, best first; 0: all
 * @param threshold labels with a lower score are left out, 0 to 1; empty: none are
 * @param scoring how logits become scores
 * @param truncation what happens to texts that are too long
 */
public record ClassifyOptions(
        List<String> labels,
        String labelSet,
        List<String> templates,
        int topK,
        Optional<Float> threshold,
        Scoring scoring,
        Truncation truncation) {
    /** The model's own labels, all of them. */
    public static final ClassifyOptions DEFAULTS =
            new ClassifyOptions(List.of(), "", List.of(), 0, Optional.empty(), Scoring.AS_TRAINED, Truncation.CUT);

    /**
     * How logits become scores.
     *
     * @param activation empty: as the model was trained; {@code SIGMOID} of a model trained with softmax is refused
     * @param temperature divides logits, 0.001 to 1000: the order of labels stays, scores are no longer calibrated as trained
     */
    public record Scoring(Optional<Classification.Activation> activation, Optional<Float> temperature) {
        /** As the model was trained. */
        public static final Scoring AS_TRAINED = new Scoring(Optional.empty(), Optional.empty());
    }

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
        return new ClassifyOptions(names, labelSet, templates, topK, threshold, scoring, truncation);
    }

    /** These options with a label set of the server's in place of labels; empty for none. */
    public ClassifyOptions withLabelSet(String name) {
        return new ClassifyOptions(labels, name, templates, topK, threshold, scoring, truncation);
    }

    /** These options with other templates. */
    public ClassifyOptions withTemplates(List<String> sentences) {
        return new ClassifyOptions(labels, labelSet, sentences, topK, threshold, scoring, truncation);
    }

    /** These options with at most so many labels for an item; 0: all. */
    public ClassifyOptions withTopK(int count) {
        return new ClassifyOptions(labels, labelSet, templates, count, threshold, scoring, truncation);
    }

    /** These options with a least score. */
    public ClassifyOptions withThreshold(float least) {
        return new ClassifyOptions(labels, labelSet, templates, topK, Optional.of(least), scoring, truncation);
    }

    /** These options with scores made in a way of one's own. */
    public ClassifyOptions withScoring(Scoring way) {
        return new ClassifyOptions(labels, labelSet, templates, topK, threshold, way, truncation);
    }

    /** These options with another way to treat long texts. */
    public ClassifyOptions withTruncation(Truncation way) {
        return new ClassifyOptions(labels, labelSet, templates, topK, threshold, scoring, way);
    }

    dev.triptych.v1.ClassifyOptions wire() {
        dev.triptych.v1.ClassifyOptions.Builder wire =
                dev.triptych.v1.ClassifyOptions.newBuilder().setTopK(topK).setTruncation(truncation.wire());
        threshold.ifPresent(wire::setThreshold);
        scoring.temperature().ifPresent(wire::setTemperature);
        scoring.activation().ifPresent(activation -> wire.setActivation(activation.wire()));
        return wire.build();
    }
}
