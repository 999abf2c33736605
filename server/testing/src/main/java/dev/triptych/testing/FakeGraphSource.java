package dev.triptych.testing;

import dev.triptych.spi.error.Quoted;
import dev.triptych.spi.error.Reason;
import dev.triptych.spi.error.TaskException;
import dev.triptych.spi.graph.Affine;
import dev.triptych.spi.graph.Graph;
import dev.triptych.spi.graph.GraphSource;
import dev.triptych.spi.graph.Port;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** An ONNX file that exists in name only: ports, which inputs each output needs, and its last scalar steps. */
public final class FakeGraphSource implements GraphSource {
    private final String file;
    private final List<Port> inputs;
    private final List<Port> outputs;
    private final Map<String, Set<String>> needs = new HashMap<>();
    private final Map<String, Affine> affines = new HashMap<>();

    /** A file whose outputs need all inputs. */
    public FakeGraphSource(String file, List<Port> inputs, List<Port> outputs) {
        this.file = file;
        this.inputs = List.copyOf(inputs);
        this.outputs = List.copyOf(outputs);
    }

    /** States the inputs that an output needs. */
    public FakeGraphSource needs(String output, String... names) {
        needs.put(output, Set.of(names));
        return this;
    }

    /** States the last scalar steps of an output. */
    public FakeGraphSource affine(String output, double scale, double bias) {
        affines.put(output, new Affine(scale, bias));
        return this;
    }

    @Override
    public String file() {
        return file;
    }

    @Override
    public List<Port> inputs() {
        return inputs;
    }

    @Override
    public List<Port> outputs() {
        return outputs;
    }

    @Override
    public Optional<Affine> affine(String output) {
        return Optional.ofNullable(affines.get(output));
    }

    /** The cut is named after the file, without folders and {@code .onnx}; its nodes are the outputs' names. */
    @Override
    public Graph cut(Set<String> wanted) {
        Set<String> needed = new LinkedHashSet<>();
        for (String output : wanted) {
            if (outputs.stream().noneMatch(port -> port.name().equals(output))) {
                throw TaskException.of(
                        Reason.MODEL_UNSUPPORTED,
                        "file " + Quoted.text(file) + " has no output " + Quoted.text(output));
            }
            needed.addAll(needs.getOrDefault(output, names(inputs)));
        }
        String name = file.substring(file.lastIndexOf('/') + 1).replace(".onnx", "");
        return new Graph(
                name,
                Path.of(file),
                "fake:" + file + new TreeSet<>(wanted),
                inputs.stream().filter(port -> needed.contains(port.name())).toList(),
                outputs.stream().filter(port -> wanted.contains(port.name())).toList(),
                wanted);
    }

    private static Set<String> names(List<Port> ports) {
        Set<String> names = new LinkedHashSet<>();
        ports.forEach(port -> names.add(port.name()));
        return names;
    }
}
