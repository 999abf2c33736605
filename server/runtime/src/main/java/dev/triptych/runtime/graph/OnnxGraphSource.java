package dev.triptych.runtime.graph;

import dev.triptych.spi.graph.Affine;
import dev.triptych.spi.graph.Graph;
import dev.triptych.spi.graph.GraphSource;
import dev.triptych.spi.graph.Port;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** An opened ONNX file as plugins see it. Immutable and thread-safe. */
public final class OnnxGraphSource implements GraphSource {
    private final OnnxFile file;
    private final GraphCutter cutter;

    OnnxGraphSource(OnnxFile file, GraphCutter cutter) {
        this.file = file;
        this.cutter = cutter;
    }

    @Override
    public String file() {
        return file.name();
    }

    /**
     * {@inheritDoc}
     *
     * @throws dev.triptych.spi.error.TaskException {@code MODEL_UNSUPPORTED} when one is of a type that is not served
     */
    @Override
    public List<Port> inputs() {
        return Ports.inputs(file, value -> true);
    }

    /**
     * {@inheritDoc}
     *
     * @throws dev.triptych.spi.error.TaskException {@code MODEL_UNSUPPORTED} when one is of a type that is not served
     */
    @Override
    public List<Port> outputs() {
        return Ports.outputs(file, value -> true);
    }

    @Override
    public Optional<Affine> affine(String output) {
        return AffineFinder.find(file, output);
    }

    @Override
    public Graph cut(Set<String> outputs) {
        return cutter.cut(file, outputs);
    }

    /** Counts and names for {@code inspect}. */
    public GraphFacts facts() {
        return file.facts();
    }
}
