package dev.triptych.towers;

import dev.triptych.media.text.TextTokenizer;

/**
 * A text tower to load.
 *
 * @param stage the stage's name, unique in the model: {@code text}
 * @param graph the ONNX file, in the folder
 * @param output the output to take
 * @param feed how token ids are laid out
 * @param hints what is known of the other outputs
 */
public record TextSpec(String stage, String graph, VectorOutput output, TextFeed feed, FeatureHints hints) {
    /** Nothing is known of other outputs. */
    public TextSpec(String stage, String graph, VectorOutput output, TextFeed feed) {
        this(stage, graph, output, feed, FeatureHints.NONE);
    }

    /** Makes a tower's tokenizer once its graph has said how many tokens it takes. */
    @FunctionalInterface
    public interface Tokenizing {
        /** A tokenizer that cuts texts to a length; the tower closes it. */
        TextTokenizer open(int maxLength);
    }
}
