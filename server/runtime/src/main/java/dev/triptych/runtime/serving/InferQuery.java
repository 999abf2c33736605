package dev.triptych.runtime.serving;

import dev.triptych.spi.tensor.Tensors;
import java.util.List;

/**
 * Tensors for a raw graph.
 *
 * @param model the model, or {@code model.graph}
 * @param inputs the tensors by input name; owned by the callee from the call on
 * @param outputs the outputs asked for, in order; empty for all
 */
public record InferQuery(ModelRef model, Tensors inputs, List<String> outputs) {
    public InferQuery {
        outputs = List.copyOf(outputs);
    }
}
