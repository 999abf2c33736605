package dev.triptych.bench.cli;

import dev.triptych.bench.bare.BareLoop.Tower;
import java.nio.file.Path;
import java.util.List;
import picocli.CommandLine.Option;

/** Which image tower is run without a server. */
final class TowerOptions {
    @Option(
            names = "--tower",
            paramLabel = "FILE",
            defaultValue = "onnx/vision_model.onnx",
            description = "ONNX file of the image tower, within the model's folder (default: ${DEFAULT-VALUE}).")
    Path file = Path.of("onnx/vision_model.onnx");

    @Option(
            names = "--output",
            paramLabel = "NAME",
            defaultValue = "image_embeds",
            description = "Its output asked for (default: ${DEFAULT-VALUE}).")
    String output = "image_embeds";

    @Option(
            names = "--item-shape",
            paramLabel = "N",
            split = ",",
            defaultValue = "3,224,224",
            description = "Shape of one row of its float input (default: ${DEFAULT-VALUE}).")
    List<Long> item = List.of();

    @Option(
            names = "--batches",
            paramLabel = "N",
            split = ",",
            defaultValue = "1,2,4,8,16",
            description = "Batch sizes that the bare loop tries (default: ${DEFAULT-VALUE}).")
    List<Integer> batches = List.of();

    Tower in(Path folder) {
        return new Tower(folder.resolve(file), output, item);
    }
}
