package dev.triptych.spi.model;

import dev.triptych.spi.graph.Port;
import java.util.List;

/**
 * A stage that callers may feed with tensors of their own, without any plugin code around it.
 *
 * @param stage what runs
 * @param maxBatchSize the most rows of a request; 0 when requests are not batched and shapes have no batch axis of their own
 * @param inputs the ports that a request must send, in order
 * @param outputs the ports that a request may ask for, in order
 */
public record RawGraph(Stage stage, int maxBatchSize, List<Port> inputs, List<Port> outputs) implements Capability {
    public RawGraph {
        inputs = List.copyOf(inputs);
        outputs = List.copyOf(outputs);
    }
}
