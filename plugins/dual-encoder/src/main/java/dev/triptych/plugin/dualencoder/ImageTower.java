package dev.triptych.plugin.dualencoder;

import dev.triptych.media.image.ImageHeader;
import dev.triptych.media.image.ImagePreprocessor;
import dev.triptych.spi.content.Content;
import dev.triptych.spi.error.Quoted;
import dev.triptych.spi.error.Reason;
import dev.triptych.spi.error.TaskException;
import dev.triptych.spi.graph.Graph;
import dev.triptych.spi.graph.GraphSource;
import dev.triptych.spi.graph.Port;
import dev.triptych.spi.model.Call;
import dev.triptych.spi.model.CostRule;
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

/** Embeds images: decode, preprocess, run. */
final class ImageTower implements Tower<Content.Image> {
    /** Rows of a batch; a CPU gains nothing beyond. */
    private static final int MAX_ROWS = 32;

    private final Stage stage;
    private final ImagePreprocessor preprocessor;
    private final String input;
    private final String output;
    private final int dim;

    private ImageTower(Stage stage, ImagePreprocessor preprocessor, String input, Port output) {
        this.stage = stage;
        this.preprocessor = preprocessor;
        this.input = input;
        this.output = output.name();
        this.dim = Math.toIntExact(output.dims().get(output.dims().size() - 1));
    }

    static ImageTower load(Layout.ImageFiles files, String preprocessorJson, Dims dims, LoadContext context) {
        ImagePreprocessor preprocessor = ImagePreprocessor.fromHuggingFace(preprocessorJson);
        GraphSource source = context.source(files.graph());
        Port output = dims.fix(TowerOutputs.choose(source, files.output(), TowerOutputs.IMAGE), Pooling.NONE);
        Graph graph = source.cut(Set.of(output.name())).named("image");
        Port pixels = pixels(graph, preprocessor);
        int maxRows = Tower.maxRows(pixels, MAX_ROWS);
        Stage stage = context.stage(new StageSpec(
                "image", graph.withPorts(pixels, output), Residency.HOST, CostRule.UNIT, maxRows, List.of()));
        return new ImageTower(stage, preprocessor, pixels.name(), output);
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
        if (port.type() != preprocessor.type() || port.dims().size() != 4 || port.type() == DType.BYTES) {
            throw mismatch(port, preprocessor, shape);
        }
        for (int axis = 0; axis < 3; axis++) {
            long dim = port.dims().get(axis + 1);
            if (shape[axis] < 0 || (dim >= 0 && dim != shape[axis])) {
                throw mismatch(port, preprocessor, shape);
            }
        }
        return new Port(
                port.name(), port.type(), List.of(port.dims().get(0), shape[0], shape[1], shape[2]), 0, List.of(), 0);
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
        return dim;
    }

    @Override
    public String preprocessing() {
        return preprocessor.description();
    }

    @Override
    public Plan plan(Content.Image content) {
        ImageHeader header = preprocessor.sniff(content.data());
        return new Plan(
                preprocessor.hostBytes(header),
                // Decoding dominates: about 10 ns a pixel on one core.
                header.pixels() * 10,
                List.of(new Plan.Use(stage.name(), List.of(), 1, 1)));
    }

    @Override
    public CompletionStage<Encoded> encode(Call call, Content.Image content) {
        Tensor row;
        try (Tensor pixels = preprocessor.process(content.data(), call.tensors())) {
            long[] shape = pixels.shape();
            row = pixels.view(0, 1, shape[0], shape[1], shape[2]);
        }
        return stage.submit(call, 1, Tensors.of(input, row)).thenApply(outputs -> {
            try (outputs) {
                return new Encoded(Pooling.NONE.pool(outputs.take(output), call.tensors()), false);
            }
        });
    }
}
