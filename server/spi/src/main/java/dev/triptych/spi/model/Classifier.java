package dev.triptych.spi.model;

import dev.triptych.spi.content.Content;
import dev.triptych.spi.content.Modality;
import java.util.List;
import java.util.Set;

/**
 * Scores items with a trained head of its own, over labels that are fixed at training; the server turns logits into
 * scores. A contrastive model, whose labels are texts, offers {@link ZeroShot} instead.
 */
public interface Classifier extends Task<Content, Logits> {
    /** What it classifies; anything else is refused before {@link #plan}. */
    Set<Modality> modalities();

    /** The names of its classes, in the order of the head's outputs; at least one, none twice. */
    List<String> labels();

    /** What the head was trained with: softmax for one class of many, sigmoid for any number of them. */
    Activation activation();
}
