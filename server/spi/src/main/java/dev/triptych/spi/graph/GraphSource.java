package dev.triptych.spi.graph;

import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * One ONNX file of a model folder, before anything is compiled: its ports, and what can be cut out of it.
 *
 * <p>Reading it never puts weights on the heap. Thread-safe.
 */
public interface GraphSource {
    /** The file's name inside the model folder. */
    String file();

    /** All inputs, in the file's order; batch axis 0 is assumed where the first dimension is free, else none. */
    List<Port> inputs();

    /** All outputs, in the file's order. */
    List<Port> outputs();

    /**
     * The scalar scale and bias that the graph applies last to make an output, such as the temperature behind
     * {@code logits_per_image}; empty when the output does not end that way.
     */
    Optional<Affine> affine(String output);

    /**
     * The part of the graph that makes the given outputs: their nodes, weights and inputs and nothing else, whatever the
     * file holds beside them.
     *
     * @throws dev.triptych.spi.error.TaskException when an output is not there
     */
    Graph cut(Set<String> outputs);
}
