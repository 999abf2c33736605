package dev.triptych.towers;

import dev.triptych.spi.graph.Graph;
import dev.triptych.spi.graph.GraphSource;
import dev.triptych.spi.graph.Port;
import dev.triptych.spi.model.Feature;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/** Finds the outputs of a graph that are features, by the names that exporters give them and what their sizes are. */
final class FeatureOutputs {
    private static final List<String> ROWS = List.of("last_hidden_state", "token_embeddings");
    private static final String POOLED = "pooler_output";
    private static final String BACKBONE = "backbone";

    private final GraphSource source;
    private final OptionalInt width;
    private final List<FeatureOutput> found = new ArrayList<>();

    private FeatureOutputs(GraphSource source, OptionalInt width) {
        this.source = source;
        this.width = width;
    }

    /** The features of a text tower. */
    static List<FeatureOutput> ofTexts(GraphSource source, FeatureHints hints) {
        FeatureOutputs outputs = new FeatureOutputs(source, hints.width());
        outputs.rows(Feature.TOKENS, Feature.VARIES);
        return outputs.vectors();
    }

    /** The features of an image tower whose pixels are of this shape, [channels, height, width]. */
    static List<FeatureOutput> ofImages(GraphSource source, FeatureHints hints, long... pixels) {
        FeatureOutputs outputs = new FeatureOutputs(source, hints.width());
        if (hints.patch().isPresent()) {
            long side = hints.patch().getAsInt();
            outputs.rows(Feature.PATCHES, (pixels[1] / side) * (pixels[2] / side));
        }
        return outputs.vectors();
    }

    private void rows(String feature, long rows) {
        Predicate<Port> fits = port -> port.dims().size() == 3
                && (rows == Feature.VARIES
                        || port.dims().get(1) < 0
                        || FeatureOutput.holds(port.dims().get(1), rows));
        ROWS.stream()
                .flatMap(name -> output(name, fits).stream())
                .findFirst()
                .ifPresent(port -> add(feature, port, rows));
    }

    private List<FeatureOutput> vectors() {
        output(POOLED, port -> port.dims().size() == 2).ifPresent(port -> add(Feature.POOLED, port, FeatureOutput.ONE));
        output(BACKBONE, port -> port.dims().size() == 2)
                .ifPresent(port -> add(Feature.BACKBONE, port, FeatureOutput.ONE));
        return List.copyOf(found);
    }

    private Optional<Port> output(String name, Predicate<Port> fits) {
        return source.outputs().stream()
                .filter(port -> port.name().equals(name) && Elements.readable(port.type()) && fits.test(port))
                .findFirst();
    }

    // A vector whose length nobody states cannot be declared.
    private void add(String feature, Port port, long rows) {
        long stated = port.dims().get(port.dims().size() - 1);
        OptionalInt length = stated > 0 ? OptionalInt.of(Math.toIntExact(stated)) : width;
        length.ifPresent(numbers -> found.add(new FeatureOutput(feature, port, rows, numbers)));
    }

    /**
     * The part of the graph that makes the vectors, and these features with them.
     *
     * @param axes of the tower's inputs: in a file with both towers an output may be the other one's, whose inputs have
     *     another number of them; then the vectors stand alone
     */
    static Graph cut(GraphSource source, Port vectors, List<FeatureOutput> found, int axes) {
        Set<String> names = new HashSet<>(Set.of(vectors.name()));
        found.forEach(feature -> names.add(feature.port().name()));
        Graph graph = source.cut(names);
        boolean own = graph.inputs().stream().allMatch(port -> port.dims().size() == axes);
        return own ? graph : source.cut(Set.of(vectors.name()));
    }

    /** Those of the features that a graph makes. */
    static List<FeatureOutput> in(Graph graph, List<FeatureOutput> found) {
        Set<String> outputs = graph.outputs().stream().map(Port::name).collect(Collectors.toSet());
        return found.stream()
                .filter(feature -> outputs.contains(feature.port().name()))
                .toList();
    }
}
