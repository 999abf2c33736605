package dev.triptych.runtime.serving;

import dev.triptych.spi.model.Embedding;
import dev.triptych.spi.model.Features;
import dev.triptych.spi.tensor.Tensors;
import java.util.List;
import java.util.concurrent.CompletionStage;

/**
 * The tasks of all served models.
 *
 * <p><b>Threading.</b> Every method may be called on an event loop: it sniffs headers, admits and queues, and never
 * blocks. Results complete on lanes.
 *
 * <p><b>Failure.</b> A result fails as a whole, with {@link dev.triptych.spi.error.TaskException}, for what concerns the
 * whole call: an unknown model, no items, a full queue, the deadline. What concerns one item is that item's
 * {@link Outcome}, in the order of the items.
 */
public interface Inference {
    /** Opens a request; refuses with a failed result at the first task when the server is draining. */
    Request open(RequestInfo info);

    /** Embeds items. Vectors belong to the receiver. */
    CompletionStage<List<Outcome<Embedding>>> embed(Request request, EmbedQuery query);

    /** Scores items against labels; a label that fails, fails the whole call. */
    CompletionStage<Classifications> classify(Request request, ClassifyQuery query);

    /** Orders candidates for each query. */
    CompletionStage<Ranking> rank(Request request, RankQuery query);

    /** Extracts features of items. Tensors belong to the receiver. */
    CompletionStage<List<Outcome<Features>>> features(Request request, FeaturesQuery query);

    /** Runs a raw graph. Outputs belong to the receiver. */
    CompletionStage<Tensors> infer(Request request, InferQuery query);
}
