package dev.triptych.towers;

import dev.triptych.spi.content.Content;
import dev.triptych.spi.error.Quoted;
import dev.triptych.spi.error.Reason;
import dev.triptych.spi.error.TaskException;
import dev.triptych.spi.graph.Port;
import dev.triptych.spi.model.Call;
import dev.triptych.spi.model.Feature;
import dev.triptych.spi.model.Features;
import dev.triptych.spi.model.Plan;
import dev.triptych.spi.model.Stage;
import dev.triptych.spi.tensor.Tensor;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletionStage;

/**
 * An encoder of one kind of content: from an item to a vector, and to what stands inside it. Thread-safe.
 *
 * @param <C> the content it takes
 */
public interface Tower<C extends Content> {
    /** Where its rows are batched. */
    Stage stage();

    /** How many numbers its vectors have. */
    int dim();

    /**
     * One line that is equal exactly when what is fed and how it is pooled are: what enters a space's identity besides
     * the weights.
     */
    String preprocessing();

    /** The plan of an item, from its headers. */
    Plan plan(C content);

    /** What the graph gives out besides the vectors; empty where it gives out nothing. */
    List<Feature> features();

    /** The plan of an item whose features of these names are wanted. */
    Plan plan(C content, Set<String> features);

    /** The item's features of these names; they are the receiver's. */
    CompletionStage<Features> features(Call call, C content, Set<String> names);

    /** Preprocesses in place and goes through the stage. */
    CompletionStage<Encoded> encode(Call call, C content);

    /** How many rows a batch may have by an input's first axis; {@link Reason#MODEL_UNSUPPORTED} for a fixed number above 1. */
    static int maxRows(Port input, int wanted) {
        long fixed = input.dims().get(0);
        if (fixed >= 0 && fixed != 1) {
            throw TaskException.of(
                    Reason.MODEL_UNSUPPORTED,
                    "input " + Quoted.text(input.name()) + " has a fixed batch of " + fixed
                            + "; export it with a dynamic batch axis");
        }
        return fixed == 1 ? 1 : wanted;
    }

    /** A vector of shape [dim], owned by the receiver, and whether a text was cut to get it. */
    record Encoded(Tensor vector, boolean truncated) {}
}
