package dev.triptych.spi.model;

import dev.triptych.spi.content.Modality;
import dev.triptych.spi.tensor.DType;
import java.util.List;
import java.util.Set;

/**
 * One kind of inner representation that a model gives out.
 *
 * @param name one of the common names here, or the family's own: lower case letters, digits and underscores
 * @param modalities the items that have it
 * @param type the type of an element
 * @param dims its shape without a batch axis; {@link #VARIES} for an axis that depends on the item
 * @param meaning one sentence for callers: what an axis counts, whether class or special tokens are in and where, and
 *     whether a final normalisation has been applied
 */
public record Feature(String name, Set<Modality> modalities, DType type, List<Long> dims, String meaning) {
    /** A length that depends on the item. */
    public static final long VARIES = -1;

    /** One vector for each token of a text, special tokens included, padding never: [length, width]. */
    public static final String TOKENS = "tokens";
    /** One vector for each patch of an image, in rows from the top left: [patches, width]. */
    public static final String PATCHES = "patches";
    /** The item's one vector before any projection into a shared space: [width]. */
    public static final String POOLED = "pooled";
    /** What feeds a trained head: [width]. */
    public static final String BACKBONE = "backbone";

    public Feature {
        modalities = Set.copyOf(modalities);
        dims = List.copyOf(dims);
        if (!name.matches("[a-z][a-z0-9_]{0,63}")) {
            throw new IllegalArgumentException("a feature's name is [a-z][a-z0-9_]{0,63}, got " + name);
        }
        if (modalities.isEmpty() || meaning.isBlank()) {
            throw new IllegalArgumentException("feature " + name + " needs a modality and a meaning");
        }
    }
}
