package dev.triptych.spi.graph;

import java.nio.file.Path;
import java.util.List;
import java.util.Set;

/**
 * A graph to compile: one ONNX file, or the cut of one, with the ports in use.
 *
 * @param name a name for logs and metrics, such as {@code text}
 * @param file the ONNX file to load, already cut; for backends only
 * @param digest the SHA-256 of the weights' file and the cut, in hex: equal digests compile to equal engines
 * @param inputs the inputs that the kept outputs need, in order
 * @param outputs the outputs to compute, in order
 * @param nodeNames the names of the nodes that run, for proofs that a cut left something out
 */
public record Graph(
        String name, Path file, String digest, List<Port> inputs, List<Port> outputs, Set<String> nodeNames) {
    public Graph {
        inputs = List.copyOf(inputs);
        outputs = List.copyOf(outputs);
        nodeNames = Set.copyOf(nodeNames);
    }

    /** The input of the given name. */
    public Port input(String port) {
        return find(inputs, port);
    }

    /** The output of the given name. */
    public Port output(String port) {
        return find(outputs, port);
    }

    /** The same graph with ports replaced by name: a plugin states batch axes, pads and pad values this way. */
    public Graph withPorts(Port... replacements) {
        return new Graph(name, file, digest, replace(inputs, replacements), replace(outputs, replacements), nodeNames);
    }

    /** The same graph under another name. */
    public Graph named(String newName) {
        return new Graph(newName, file, digest, inputs, outputs, nodeNames);
    }

    private static List<Port> replace(List<Port> ports, Port... replacements) {
        return ports.stream()
                .map(port -> {
                    Port result = port;
                    for (Port replacement : replacements) {
                        if (replacement.name().equals(port.name())) {
                            result = replacement;
                        }
                    }
                    return result;
                })
                .toList();
    }

    private static Port find(List<Port> ports, String name) {
        return ports.stream()
                .filter(port -> port.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no port " + name));
    }
}
