package dev.triptych.plugin.dualencoder;

import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;

/**
 * Where a folder keeps its towers and how they are fed; what every kind of folder is read into.
 *
 * @param kind a short name for the embedding space, such as {@code clip}
 * @param image the image tower; empty when the folder has none
 * @param text the text tower; empty when the folder has none
 * @param logits a graph and the output that is {@code scale * cosine + bias}, from which the temperature can be read;
 *     empty when no graph computes it
 * @param dim how long the common space's vectors are, for graphs that leave it free; empty when nothing tells
 * @param trainedScale the temperature that trained models of the family end with, for when nothing else tells
 * @param facts what was found, a line each
 */
record Layout(
        String kind,
        Optional<ImageFiles> image,
        Optional<TextFiles> text,
        Optional<Logits> logits,
        OptionalInt dim,
        OptionalDouble trainedScale,
        List<String> facts) {
    Layout {
        facts = List.copyOf(facts);
    }

    /** The same layout with other towers. */
    Layout with(Optional<ImageFiles> newImage, Optional<TextFiles> newText) {
        return new Layout(kind, newImage, newText, logits, dim, trainedScale, facts);
    }

    /**
     * The image tower's files.
     *
     * @param graph the ONNX file
     * @param output the output to embed by; empty for the first of {@link TowerOutputs#IMAGE} that the graph has
     * @param preprocessor the Hugging Face image processor's configuration
     */
    record ImageFiles(String graph, Optional<String> output, String preprocessor) {}

    /**
     * The text tower's files.
     *
     * @param graph the ONNX file
     * @param output the output to embed by; empty for the first of {@link TowerOutputs#TEXT} that the graph has
     * @param pooling how token vectors become one
     * @param tokenizer the tokenizer's file
     * @param maxLength the most tokens of a text, special ones included
     * @param padId what fills shorter rows of a batch
     */
    record TextFiles(
            String graph, Optional<String> output, Pooling pooling, String tokenizer, int maxLength, long padId) {}

    /** An output that holds the scaled cosines. */
    record Logits(String graph, String output) {}
}
