package dev.triptych.spi.model;

import dev.triptych.spi.content.Content;
import dev.triptych.spi.content.Modality;
import java.util.Set;

/** Embeds items of some modalities into one named space; a model has one embedder per space. */
public interface Embedder extends Task<Content, Embedding> {
    /** The space of its vectors. */
    Space space();

    /** What it embeds; anything else is refused before {@link #plan}. */
    Set<Modality> modalities();

    /** Whether vectors of this space are meant to be compared by their cosine, and so are sent normalised by default. */
    boolean contrastive();
}
