package dev.triptych.runtime.graph;

import dev.triptych.runtime.graph.OnnxModel.GraphDef;
import dev.triptych.runtime.graph.OnnxModel.Node;
import dev.triptych.runtime.graph.OnnxModel.Value;
import dev.triptych.spi.error.Quoted;
import dev.triptych.spi.error.Reason;
import dev.triptych.spi.error.TaskException;
import dev.triptych.spi.graph.Graph;
import dev.triptych.spi.graph.Port;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * Cuts graphs to some of their outputs and keeps the cuts in a directory, named by what they are: a cut once made is used
 * again by every later start. Thread-safe.
 */
final class GraphCutter {
    /** Raised whenever the same cut would come out as other bytes. */
    private static final int VERSION = 1;

    /** Below the 2 GiB of one protobuf message, with room for the structure. */
    private static final long INLINE_LIMIT = 1_900L << 20;

    private final WholeFiles cuts;
    private final Digests digests;
    private final long inlineLimit;

    /** Keeps cuts in a directory, made when the first one is. */
    GraphCutter(Path cutDirectory, Digests digests) {
        this(cutDirectory, digests, INLINE_LIMIT);
    }

    GraphCutter(Path cutDirectory, Digests digests, long inlineLimit) {
        this.cuts = new WholeFiles(cutDirectory);
        this.digests = digests;
        this.inlineLimit = inlineLimit;
    }

    /**
     * The part of a file that makes the given outputs. Where no node falls away the file itself serves, however few
     * outputs are asked.
     *
     * @throws TaskException {@code OUTPUT_UNKNOWN} when an output is not there or none is asked,
     *     {@code MODEL_UNSUPPORTED} when a port's type is not served or its external data lie where they cannot be moved,
     *     {@code MODEL_INCOMPLETE} when the file changed since it was opened, {@code MODEL_FAILED} when the cut cannot be
     *     written
     */
    Graph cut(OnnxFile file, Set<String> outputs) {
        GraphDef graph = file.model().graph();
        requireOutputs(file, graph, outputs);
        Reachability kept = Reachability.from(graph, outputs);
        List<Port> inputs = Ports.inputs(file, value -> kept.names().contains(value.name()));
        List<Port> ports = Ports.outputs(file, value -> outputs.contains(value.name()));
        String digest = digest(file, outputs);
        Path path = kept.nodes().size() == graph.nodes().size() ? file.path() : write(file, kept, outputs, digest);
        Set<String> names = kept.nodes().stream().map(Node::label).collect(Collectors.toSet());
        return new Graph(stem(file.name()), path, digest, inputs, ports, names);
    }

    private String digest(OnnxFile file, Set<String> outputs) {
        StringBuilder text = new StringBuilder("cut ").append(VERSION).append('\n');
        text.append(digests.digest(file)).append('\n');
        new TreeSet<>(outputs)
                .forEach(name ->
                        text.append(name.length()).append(' ').append(name).append('\n'));
        return Digests.text(text.toString());
    }

    private Path write(OnnxFile file, Reachability kept, Set<String> outputs, String digest) {
        String name = digest + ".onnx";
        String dataName = digest + ".data";
        CutPlan plan = CutPlan.of(file, kept, outputs, dataName, inlineLimit);
        file.requireUnchanged();
        try {
            if (!whole(plan, name, dataName)) {
                cuts.exclusively(() -> {
                    if (plan.data().length() > 0) {
                        cuts.write(dataName, plan.data(), file::requireUnchanged);
                    }
                    cuts.write(name, plan.model(), file::requireUnchanged);
                });
            }
        } catch (IOException e) {
            throw Trouble.failed(file.name(), "could not be cut into the state directory: full, or not writable", e);
        }
        return cuts.path(name);
    }

    private boolean whole(CutPlan plan, String name, String dataName) throws IOException {
        return cuts.whole(name, plan.model().length())
                && (plan.data().length() == 0
                        || cuts.whole(dataName, plan.data().length()));
    }

    private static void requireOutputs(OnnxFile file, GraphDef graph, Set<String> outputs) {
        Set<String> there = graph.outputs().stream().map(Value::name).collect(Collectors.toCollection(TreeSet::new));
        for (String output : outputs) {
            if (!there.contains(output)) {
                throw unknown(file, "has no output " + Quoted.text(output) + ", only " + list(there));
            }
        }
        if (outputs.isEmpty()) {
            throw unknown(file, "was asked for none of its outputs " + list(there));
        }
    }

    private static TaskException unknown(OnnxFile file, String what) {
        return TaskException.of(Reason.OUTPUT_UNKNOWN, "The graph " + Quoted.text(file.name()) + " " + what + ".");
    }

    private static String list(Set<String> names) {
        return names.stream().limit(4).map(Quoted::text).collect(Collectors.joining(", "))
                + (names.size() > 4 ? ", ..." : "");
    }

    private static String stem(String file) {
        String last = file.substring(file.lastIndexOf('/') + 1);
        return last.endsWith(".onnx") ? last.substring(0, last.length() - 5) : last;
    }
}
