package dev.triptych.testing;

import dev.triptych.spi.backend.BackendException;
import dev.triptych.spi.graph.Graph;
import dev.triptych.spi.graph.Pad;
import dev.triptych.spi.graph.Port;
import dev.triptych.spi.tensor.DType;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/**
 * A tiny graph that {@link BackendContractTest} runs, both as an ONNX file and as a Java function.
 *
 * @param name the graph's name
 * @param onnx the file
 * @param inputs its inputs
 * @param outputs its outputs
 * @param function what it computes
 */
record ContractGraph(String name, OnnxWriter onnx, List<Port> inputs, List<Port> outputs, GraphFunction function) {
    /** How many rows {@link #LOOKUP}'s table has: an index beyond fails the whole run. */
    static final int TABLE = 4;

    private static final Port ITEMS = Port.batched("X", DType.FP32, List.of(-1L, -1L));
    private static final Port FACTOR =
            Port.batched("S", DType.FP32, List.of(1L)).batchedAlong(Port.NO_BATCH);
    private static final Port PRODUCTS = Port.batched("Y", DType.FP32, List.of(-1L, -1L));

    /** {@code Y[a, b] = X[a, b] * S}, stacked along axis 0. */
    static final ContractGraph SCALE = scale("scale", 0, List.of());

    /** The same, stacked along axis 1. */
    static final ContractGraph SCALE_ACROSS = scale("scale_across", 1, List.of());

    /** The same, padded along axis 1 with 9. */
    static final ContractGraph SCALE_PADDED = scale("scale_padded", 0, List.of(new Pad(1, 0)));

    /** {@code Y = table[X]} with INT64 indexes of shape [n, 1]. */
    static final ContractGraph LOOKUP = new ContractGraph(
            "lookup",
            new OnnxWriter()
                    .input("X", DType.INT64, -1, 1)
                    .weights("table", new long[] {TABLE}, 0, 10, 20, 30)
                    .node("Gather", List.of("table", "X"), List.of("Y"), "axis=0")
                    .output("Y", DType.FP32, -1, 1),
            List.of(Port.batched("X", DType.INT64, List.of(-1L, 1L))),
            List.of(Port.batched("Y", DType.FP32, List.of(-1L, 1L))),
            ContractGraph::lookUp);

    /** {@code Y = X} for one element type, shape [n, 3]. */
    static ContractGraph identity(DType type) {
        List<Long> dims = List.of(-1L, 3L);
        return new ContractGraph(
                "identity_" + type,
                new OnnxWriter()
                        .input("X", type, -1, 3)
                        .node("Identity", List.of("X"), List.of("Y"))
                        .output("Y", type, -1, 3),
                List.of(Port.batched("X", type, dims)),
                List.of(Port.batched("Y", type, dims)),
                inputs -> Map.of("Y", input(inputs, "X")));
    }

    /** Every graph, for backends that are taught theirs. */
    static List<ContractGraph> all() {
        List<ContractGraph> graphs = new ArrayList<>(List.of(SCALE, SCALE_ACROSS, SCALE_PADDED, LOOKUP));
        for (DType type : DType.values()) {
            graphs.add(identity(type));
        }
        return graphs;
    }

    Graph at(Path file) {
        return new Graph(name, onnx.write(file), name, inputs, outputs, Set.of());
    }

    private static ContractGraph scale(String name, int axis, List<Pad> pads) {
        return new ContractGraph(
                name,
                new OnnxWriter()
                        .input("X", DType.FP32, -1, -1)
                        .input("S", DType.FP32, 1)
                        .node("Mul", List.of("X", "S"), List.of("Y"))
                        .output("Y", DType.FP32, -1, -1),
                List.of(ITEMS.batchedAlong(axis).padded(9, pads), FACTOR),
                List.of(PRODUCTS.batchedAlong(axis).padded(0, pads)),
                ContractGraph::multiply);
    }

    private static Map<String, Batch> multiply(Map<String, Batch> inputs) {
        float factor = input(inputs, "S").floats()[0];
        float[] values = input(inputs, "X").floats();
        for (int i = 0; i < values.length; i++) {
            values[i] *= factor;
        }
        return Map.of("Y", Batch.floats(input(inputs, "X").shape(), values));
    }

    private static Map<String, Batch> lookUp(Map<String, Batch> inputs) throws BackendException {
        long[] indexes = input(inputs, "X").longs();
        float[] values = new float[indexes.length];
        for (int i = 0; i < values.length; i++) {
            if (indexes[i] < 0 || indexes[i] >= TABLE) {
                throw new BackendException(BackendException.Kind.ITEM, "index outside the table", null);
            }
            values[i] = indexes[i] * 10f;
        }
        return Map.of("Y", Batch.floats(input(inputs, "X").shape(), values));
    }

    private static Batch input(Map<String, Batch> inputs, String port) {
        return Objects.requireNonNull(inputs.get(port), port);
    }
}
