package dev.triptych.transport.inference;

import dev.triptych.inference.ModelInferResponse;
import dev.triptych.runtime.serving.Inference;
import dev.triptych.runtime.serving.Request;
import java.util.concurrent.CompletionStage;

/**
 * One inference whose request has been read, as far as that needs no memory.
 *
 * @param <T> what the core answers with
 */
interface InferJob<T> {
    /** Starts it; what it throws fails it. */
    CompletionStage<T> start(Inference inference, Request open);

    /** The answer; gives back all that the result owned. */
    ModelInferResponse write(T result);
}
