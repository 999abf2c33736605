package dev.triptych.transport;

import dev.triptych.runtime.serving.ModelListing;
import dev.triptych.runtime.serving.ModelListing.GraphListing;
import dev.triptych.runtime.serving.ModelListing.SpaceListing;
import dev.triptych.runtime.serving.ModelListing.State;
import dev.triptych.runtime.serving.ModelListing.TaskKind;
import dev.triptych.runtime.serving.ModelListing.ZeroShotListing;
import dev.triptych.spi.content.Modality;
import dev.triptych.spi.error.Reason;
import dev.triptych.spi.graph.Port;
import dev.triptych.spi.model.Activation;
import dev.triptych.spi.model.ModelInfo;
import dev.triptych.spi.model.Space;
import dev.triptych.spi.tensor.DType;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Listings for tests. In raw graphs, output {@code out_x} repeats input {@code in_x}. */
public final class Samples {
    public static final Space SPACE = new Space("clip-0123456789abcdef", 4);

    private Samples() {}

    public static List<ModelListing> all() {
        return List.of(
                clip("1", State.READY),
                raw("pair", new GraphListing(8, pair("in"), pair("out"))),
                raw("free", new GraphListing(0, List.of(free("in_x")), List.of(free("out_x")))),
                raw("types", new GraphListing(0, types("in_"), types("out_"))),
                raw("words", new GraphListing(0, List.of(words("in_s")), List.of(words("out_s")))),
                failed(),
                state("loading", State.LOADING),
                state("unloading", State.UNLOADING));
    }

    /** A dual encoder of dimension 4 with two graphs. */
    public static ModelListing clip(String version, State state) {
        return clip(version, state, Activation.SOFTMAX);
    }

    /** The same with another activation; its bias is 0. */
    public static ModelListing clip(String version, State state, Activation activation) {
        Set<Modality> both = Set.of(Modality.IMAGE, Modality.TEXT);
        Port pixels = Port.batched("in_pixels", DType.FP32, List.of(-1L, 3L));
        Port vectors = Port.batched("out_pixels", DType.FP32, List.of(-1L, 3L));
        return new ModelListing(
                "clip",
                version,
                state,
                null,
                "",
                "onnxruntime cpu:0",
                new ModelInfo("dual-encoder", Map.of(), new ModelInfo.Limits(77, 64_000_000)),
                Map.of(TaskKind.EMBED, both, TaskKind.CLASSIFY, both, TaskKind.RANK, both, TaskKind.INFER, Set.of()),
                List.of(new SpaceListing(SPACE, both, true)),
                new ZeroShotListing(100, 0, activation, List.of("a photo of a {}"), List.of("cat", "dog")),
                Map.of("image", new GraphListing(8, List.of(pixels), List.of(vectors))),
                List.of());
    }

    /** A tensor model. */
    public static ModelListing raw(String name, GraphListing graph) {
        return new ModelListing(
                name,
                "3",
                State.READY,
                null,
                "",
                "onnxruntime cpu:0",
                new ModelInfo("tensor", Map.of(), ModelInfo.Limits.NONE),
                Map.of(TaskKind.INFER, Set.of()),
                List.of(),
                null,
                Map.of("", graph),
                List.of());
    }

    private static List<Port> pair(String prefix) {
        return List.of(
                Port.batched(prefix + "_a", DType.FP32, List.of(-1L, 2L)),
                Port.batched(prefix + "_b", DType.FP32, List.of(-1L, 2L)));
    }

    private static Port free(String name) {
        return new Port(name, DType.FP32, List.of(-1L, -1L), Port.NO_BATCH, List.of(), 0);
    }

    private static Port words(String name) {
        return new Port(name, DType.BYTES, List.of(-1L), Port.NO_BATCH, List.of(), 0);
    }

    private static List<Port> types(String prefix) {
        return Arrays.stream(DType.values())
                .map(type -> new Port(prefix + type, type, List.of(-1L), Port.NO_BATCH, List.of(), 0))
                .toList();
    }

    private static ModelListing failed() {
        return new ModelListing(
                "failed",
                "1",
                State.FAILED,
                Reason.MODEL_CORRUPT,
                "model.onnx ends after 12 bytes",
                "",
                null,
                Map.of(),
                List.of(),
                null,
                Map.of(),
                List.of());
    }

    public static ModelListing state(String name, State state) {
        return new ModelListing(name, "1", state, null, "", "", null, Map.of(), List.of(), null, Map.of(), List.of());
    }
}
