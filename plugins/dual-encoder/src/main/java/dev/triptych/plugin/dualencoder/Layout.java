package dev.triptych.plugin.dualencoder;

import dev.triptych.spi.graph.Affine;
import dev.triptych.spi.model.Activation;
import dev.triptych.towers.ImageSpec;
import dev.triptych.towers.TextSpec;
import java.util.List;
import java.util.Optional;

/**
 * Where a folder keeps its towers and how they are fed; what every kind of folder is read into.
 *
 * @param kind a short name for the embedding space, such as {@code clip}
 * @param image the image tower; empty when the folder has none
 * @param text the text tower; empty when the folder has none
 * @param logits a graph and the output that is {@code scale * cosine + bias}, from which the temperature can be read;
 *     empty when no graph computes it
 * @param trained scale and bias that trained models of the family end with, for when nothing else tells; empty where there
 *     is no such family
 * @param activation how logits become scores, unless {@code model.yaml} says otherwise
 * @param facts what was found, a line each
 */
record Layout(
        String kind,
        Optional<ImageFiles> image,
        Optional<TextFiles> text,
        Optional<Logits> logits,
        Optional<Affine> trained,
        Activation activation,
        List<String> facts) {
    Layout {
        facts = List.copyOf(facts);
    }

    /** The same layout with other towers. */
    Layout with(Optional<ImageFiles> newImage, Optional<TextFiles> newText) {
        return new Layout(kind, newImage, newText, logits, trained, activation, facts);
    }

    /**
     * The image tower's files.
     *
     * @param preprocessor the image processor's configuration
     * @param openClip whether that is open_clip's, not Hugging Face's
     */
    record ImageFiles(ImageSpec spec, String preprocessor, boolean openClip) {}

    /**
     * The text tower's files.
     *
     * @param tokenizing opens the tokenizer
     */
    record TextFiles(TextSpec spec, TextSpec.Tokenizing tokenizing) {}

    /**
     * An output that holds the scaled cosines.
     *
     * @param towers whether the towers are cut from this graph; if not, it only lies beside them
     */
    record Logits(String graph, String output, boolean towers) {}
}
