package dev.triptych.spi.model;

import dev.triptych.spi.content.Content;
import java.util.Set;

/**
 * An item whose features are wanted.
 *
 * @param content the item, of a modality that has all of the features
 * @param names the wanted features by name, at least one, each offered by the extractor
 */
public record FeatureQuery(Content content, Set<String> names) {
    public FeatureQuery {
        names = Set.copyOf(names);
    }
}
