package dev.triptych.runtime.serving;

import dev.triptych.spi.content.Content;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Items to embed.
 *
 * @param model which model
 * @param items the items, mixed freely over the model's modalities
 * @param options how
 */
public record EmbedQuery(ModelRef model, List<Content> items, Options options) {
    public EmbedQuery {
        items = List.copyOf(items);
    }

    /** Whole vectors under the model's standard prompt. */
    public EmbedQuery(
            ModelRef model, List<Content> items, @Nullable Boolean normalize, boolean truncate, String expectSpace) {
        this(model, items, new Options(normalize, truncate, expectSpace, null, 0));
    }

    /**
     * How to embed.
     *
     * @param normalize whether vectors are brought to norm 1; null for the model's own habit
     * @param truncate whether texts above the model's limit are cut; otherwise they fail
     * @param expectSpace the space that the caller's index holds; empty for any
     * @param prompt the name of the words before texts; null for the model's standard, empty for none
     * @param dim the leading coordinates to keep; 0 for all
     */
    public record Options(
            @Nullable Boolean normalize,
            boolean truncate,
            String expectSpace,
            @Nullable String prompt,
            int dim) {}
}
