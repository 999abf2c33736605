package dev.triptych.towers;

import dev.triptych.media.image.ImageHeader;
import dev.triptych.media.image.ImagePreprocessor;
import dev.triptych.spi.content.Content;
import dev.triptych.spi.content.Modality;
import dev.triptych.spi.error.Quoted;
import dev.triptych.spi.error.Reason;
import dev.triptych.spi.error.TaskException;
import dev.triptych.spi.graph.Graph;
import dev.triptych.spi.graph.GraphSource;
import dev.triptych.spi.graph.Port;
import dev.triptych.spi.model.Call;
import dev.triptych.spi.model.CostRule;
import dev.triptych.spi.model.Feature;
import dev.triptych.spi.model.Features;
import dev.triptych.spi.model.LoadContext;
import dev.triptych.spi.model.Plan;
import dev.triptych.spi.model.Residency;
import dev.triptych.spi.model.Stage;
import dev.triptych.spi.model.StageSpec;
import dev.triptych.spi.tensor.DType;
import dev.triptych.spi.tensor.Tensor;
import dev.triptych.spi.tensor.Tensors;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletionStage;

/** Encodes images: decode, preprocess, run, pool, and the steps after it. */
public final class ImageTower implements Tower<Content.Image> {
    /** Rows of a batch; a CPU gains nothing beyond. */
    private static final int MAX_ROWS = 32;

    private final Stage stage;
    private final ImagePreprocessor preprocessor;
    private final Port input;
    private final Head head;
    private final Inside inside;
    private final String preprocessing;

    private ImageTower(
            Stage stage, ImagePreprocessor preprocessor, Port input, Head head, Inside inside, VectorOutput output) {
        this.stage = stage;
        this.inside = inside;
        this.preprocessor = preprocessor;
        this.input = input;
        this.head = head;
        boolean plain = output.pooling() == Pooling.NONE && output.steps().isEmpty();
        this.preprocessing = preprocessor.description() + (plain ? "" : " " + output.description());
    }

    /**
     * Loads an image tower.
     *
     * @throws TaskException {@code MODEL_UNSUPPORTED} when the graph has no such output or other inputs than the pixels,
     *     {@code CONFIG_INVALID} when the preprocessor makes what the graph does not take
     */
    public static ImageTower load(ImageSpec spec, ImagePreprocessor preprocessor, LoadContext context) {
        preprocessor
                .ignored()
                .forEach(key -> context.warn("the image processor's file has " + Quoted.text(key)
                        + ", which its processor does not look at: it changes nothing"));
        GraphSource source = context.source(spec.graph());
        Port output = spec.output().port(source);
        Head head = new Head(spec.output(), output);
        List<FeatureOutput> found = FeatureOutputs.ofImages(source, spec.hints(), preprocessor.outputShape());
        Graph graph = FeatureOutputs.cut(source, output, found, 4).named(spec.stage());
        List<FeatureOutput> kept = FeatureOutputs.in(graph, found);
        for (FeatureOutput feature : kept) {
            graph = graph.withPorts(feature.port().batchedAlong(0));
        }
        Port pixels = pixels(graph, preprocessor);
        // No axis of images is padded; patches are as many as the graph makes.
        Port vectors = Port.batched(output.name(), output.type(), output.dims());
        Stage stage = context.stage(new StageSpec(
                spec.stage(),
                graph.withPorts(pixels, vectors),
                Residency.HOST,
                CostRule.UNIT,
                Tower.maxRows(pixels, MAX_ROWS),
                List.of()));
        return new ImageTower(stage, preprocessor, pixels, head, new Inside(kept), spec.output());
    }

    // The exporters leave height and width free; the preprocessor knows them, and no other size may meet in a batch.
    private static Port pixels(Graph graph, ImagePreprocessor preprocessor) {
        if (graph.inputs().size() != 1) {
            throw TaskException.of(
                    Reason.MODEL_UNSUPPORTED,
                    "the image tower needs one input, the pixels; it has " + TowerOutputs.names(graph.inputs()));
        }
        Port port = graph.inputs().get(0);
        long[] shape = preprocessor.outputShape();
        if (!takes(port.type(), preprocessor.type()) || port.dims().size() != 4) {
            throw mismatch(port, preprocessor, shape);
        }
        for (int axis = 0; axis < 3; axis++) {
            long dim = port.dims().get(axis + 1);
            if (shape[axis] < 0 || (dim >= 0 && dim != shape[axis])) {
                throw mismatch(port, preprocessor, shape);
            }
        }
        return Port.batched(port.name(), port.type(), List.of(port.dims().get(0), shape[0], shape[1], shape[2]));
    }

    private static boolean takes(DType graph, DType made) {
        return graph == made || (graph == DType.FP16 && made == DType.FP32);
    }

    private static TaskException mismatch(Port port, ImagePreprocessor preprocessor, long[] shape) {
        return TaskException.of(
                Reason.CONFIG_INVALID,
                "the image processor makes " + preprocessor.type() + " " + Arrays.toString(shape)
                        + " (-1: depends on the image; state crop_size), but the graph's " + Quoted.text(port.name())
                        + " takes " + port.type() + " " + port.dims());
    }

    @Override
    public Stage stage() {
        return stage;
    }

    @Override
    public int dim() {
        return head.dim();
    }

    /** Pixels of an image at most, as its header states them. */
    public long maxPixels() {
        return preprocessor.limits().maxPixels();
    }

    @Override
    public String preprocessing() {
        return preprocessing;
    }

    @Override
    public Plan plan(Content.Image content) {
        ImageHeader header = preprocessor.sniff(content.data());
        return new Plan(
                preprocessor.hostBytes(header),
                preprocessor.hostNanos(header),
                List.of(new Plan.Use(stage.name(), List.of(), 1, 1)));
    }

    @Override
    public Plan plan(Content.Image content, Set<String> features) {
        Plan plain = plan(content);
        return new Plan(plain.hostBytes() + inside.bytes(features, 0), plain.hostNanos(), plain.uses());
    }

    @Override
    public List<Feature> features() {
        return inside.declared(Modality.IMAGE);
    }

    @Override
    public CompletionStage<Encoded> encode(Call call, Content.Image content) {
        return head.vector(submit(call, content), call, 0).thenApply(vector -> new Encoded(vector, false));
    }

    @Override
    public CompletionStage<Features> features(Call call, Content.Image content, Set<String> names) {
        return inside.of(submit(call, content), call, names, 0, false);
    }

    private CompletionStage<Tensors> submit(Call call, Content.Image content) {
        return stage.submit(call, 1, Tensors.of(input.name(), row(call, content)));
    }

    private Tensor row(Call call, Content.Image content) {
        try (Tensor pixels = preprocessor.process(content.data(), call.tensors(), call::cancelled)) {
            long[] shape = pixels.shape();
            if (pixels.type() == input.type()) {
                return pixels.view(0, 1, shape[0], shape[1], shape[2]);
            }
            try (Tensor halves = Elements.halves(pixels, call.tensors())) {
                return halves.view(0, 1, shape[0], shape[1], shape[2]);
            }
        }
    }
}
