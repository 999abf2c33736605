package dev.triptych.runtime.serving;

import dev.triptych.spi.content.Content;
import java.util.List;

/**
 * Items to extract features of.
 *
 * @param model which model
 * @param items the items
 * @param names the wanted features, in order, at least one
 * @param truncate whether texts above the model's limit are cut; otherwise they fail
 */
public record FeaturesQuery(ModelRef model, List<Content> items, List<String> names, boolean truncate) {
    public FeaturesQuery {
        items = List.copyOf(items);
        names = List.copyOf(names);
    }
}
