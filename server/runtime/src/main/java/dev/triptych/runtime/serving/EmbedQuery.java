package dev.triptych.runtime.serving;

import dev.triptych.spi.content.Content;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Items to embed.
 *
 * @param model which model
 * @param items the items, mixed freely over the model's modalities
 * @param normalize whether vectors are brought to norm 1; null for the model's own habit
 * @param truncate whether texts above the model's limit are cut; otherwise they fail
 * @param expectSpace the space that the caller's index holds; empty for any
 */
public record EmbedQuery(
        ModelRef model, List<Content> items, @Nullable Boolean normalize, boolean truncate, String expectSpace) {
    public EmbedQuery {
        items = List.copyOf(items);
    }
}
