package dev.triptych.spi.model;

import dev.triptych.spi.content.Content;
import dev.triptych.spi.content.Modality;
import java.util.List;
import java.util.Set;

/** Embeds items of some modalities into one named space; a model has one embedder per space. */
public interface Embedder extends Task<Content, Embedding> {
    /** The space of its vectors. */
    Space space();

    /** What it embeds; anything else is refused before {@link #plan}. */
    Set<Modality> modalities();

    /** Whether vectors of this space are meant to be compared by their cosine, and so are sent normalised by default. */
    boolean contrastive();

    /** The words that stand before texts; the server prepends them. None unless the model's folder declares some. */
    default Prompts prompts() {
        return Prompts.NONE;
    }

    /**
     * The shorter lengths, each above 0 and below the space's own, at which a leading part of a vector was trained to stand
     * for the whole (Matryoshka representation learning, Kusupati et al., 2022); the server cuts and normalises again. A
     * cut vector lies in {@link Space#cut}. None unless the model's folder declares some.
     */
    default List<Integer> dims() {
        return List.of();
    }
}
