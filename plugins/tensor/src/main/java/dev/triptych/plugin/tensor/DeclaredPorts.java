package dev.triptych.plugin.tensor;

import dev.triptych.spi.error.Quoted;
import dev.triptych.spi.error.Reason;
import dev.triptych.spi.error.TaskException;
import dev.triptych.spi.graph.Graph;
import dev.triptych.spi.graph.Port;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** Holds what {@code config.pbtxt} declares of ports against what the graph has. */
final class DeclaredPorts {
    private static final int LISTED = 8;

    private final TritonConfig config;
    private final boolean batch;

    /** @param batch whether declared dims leave the graph's first axis out */
    DeclaredPorts(TritonConfig config, boolean batch) {
        this.config = config;
        this.batch = batch;
    }

    /** The outputs to compute: those declared, or all; {@link Reason#CONFIG_INVALID} names one that the graph lacks. */
    Set<String> outputs(List<Port> available) {
        if (config.outputs().isEmpty()) {
            return available.stream().map(Port::name).collect(Collectors.toCollection(TreeSet::new));
        }
        config.outputs().forEach(declared -> find(declared, "output", available));
        return config.outputs().stream()
                .map(TritonConfig.Declared::name)
                .collect(Collectors.toCollection(TreeSet::new));
    }

    /** The graph with free sizes fixed where they are declared; {@link Reason#CONFIG_INVALID} where the two disagree. */
    Graph narrow(Graph graph) {
        Graph narrowed = graph;
        for (TritonConfig.Declared declared : config.inputs()) {
            narrowed = narrowed.withPorts(narrow(declared, "input", graph.inputs()));
        }
        for (TritonConfig.Declared declared : config.outputs()) {
            narrowed = narrowed.withPorts(narrow(declared, "output", graph.outputs()));
        }
        return narrowed;
    }

    private Port narrow(TritonConfig.Declared declared, String kind, List<Port> ports) {
        Port port = find(declared, kind, ports);
        if (declared.type().isPresent() && declared.type().get() != port.type()) {
            throw disagree(declared, kind, "data type " + declared.type().get() + ", the graph has " + port.type());
        }
        if (declared.dims().isEmpty()) {
            return port;
        }
        List<Long> dims = new ArrayList<>(port.dims());
        int first = batch && !dims.isEmpty() ? 1 : 0;
        List<Long> own = dims.subList(first, dims.size());
        if (!compatible(declared.dims(), own)) {
            throw disagree(
                    declared,
                    kind,
                    "dims " + declared.dims() + ", the graph has " + own + (batch ? " behind the batch axis" : ""));
        }
        for (int i = 0; i < own.size(); i++) {
            own.set(i, Math.max(own.get(i), declared.dims().get(i)));
        }
        return new Port(port.name(), port.type(), dims, port.batchAxis(), port.pads(), port.padValue());
    }

    private static boolean compatible(List<Long> declared, List<Long> actual) {
        if (declared.size() != actual.size()) {
            return false;
        }
        for (int i = 0; i < declared.size(); i++) {
            if (declared.get(i) >= 0 && actual.get(i) >= 0 && !declared.get(i).equals(actual.get(i))) {
                return false;
            }
        }
        return true;
    }

    private static Port find(TritonConfig.Declared declared, String kind, List<Port> ports) {
        return ports.stream()
                .filter(port -> port.name().equals(declared.name()))
                .findFirst()
                .orElseThrow(() -> disagree(declared, kind, "it is not in the graph, which has " + names(ports)));
    }

    private static TaskException disagree(TritonConfig.Declared declared, String kind, String what) {
        return TaskException.of(
                Reason.CONFIG_INVALID, "config.pbtxt: " + kind + " " + Quoted.text(declared.name()) + ": " + what);
    }

    private static String names(List<Port> ports) {
        String shown = ports.stream()
                .limit(LISTED)
                .map(port -> Quoted.text(port.name()))
                .collect(Collectors.joining(", "));
        return ports.size() > LISTED ? shown + " and " + (ports.size() - LISTED) + " more" : shown;
    }
}
