package dev.triptych.towers;

import dev.triptych.spi.error.Quoted;
import dev.triptych.spi.error.Reason;
import dev.triptych.spi.error.TaskException;
import dev.triptych.spi.model.LoadContext;
import dev.triptych.spi.model.ModelFolder;
import java.util.List;
import java.util.Optional;

/**
 * Finds a folder's ONNX files by stem, at the top or in {@code onnx/}, in the precision that {@code model.yaml} asks for
 * by {@code dtype}, else the one nearest to FP32.
 */
public final class GraphFiles {
    private static final List<String> PREFIXES = List.of("onnx/", "");

    private final ModelFolder folder;
    private final Optional<Precision> asked;

    private GraphFiles(ModelFolder folder, Optional<Precision> asked) {
        this.folder = folder;
        this.asked = asked;
    }

    /** The files of a folder; {@code CONFIG_INVALID} when {@code dtype} is none that is known. */
    public static GraphFiles of(ModelFolder folder) {
        Yaml overrides = new Yaml(folder.overrides());
        Optional<Precision> asked = overrides.text("dtype").map(key -> Precision.of(key)
                .orElseThrow(() -> overrides.wrong("dtype", "one of " + Precision.keys())));
        return new GraphFiles(folder, asked);
    }

    /** Whether a graph of this stem is there, in any precision. */
    public static boolean has(ModelFolder folder, String stem) {
        return new GraphFiles(folder, Optional.empty()).find(stem).isPresent();
    }

    /** The graph of a stem nearest to FP32, whatever {@code model.yaml} asks for; empty when there is none. */
    public static Optional<String> any(ModelFolder folder, String stem) {
        return new GraphFiles(folder, Optional.empty()).find(stem).map(GraphFile::name);
    }

    /**
     * The file of a stem: {@code onnx/text_model_fp16.onnx} for {@code text_model}; empty when there is none.
     *
     * @throws TaskException {@code MODEL_INCOMPLETE} when there is one, but not in the precision asked for
     */
    public Optional<GraphFile> find(String stem) {
        for (Precision precision : asked.map(List::of).orElse(List.of(Precision.values()))) {
            Optional<String> file = file(stem, precision);
            if (file.isPresent()) {
                return Optional.of(new GraphFile(file.get(), precision));
            }
        }
        if (asked.isPresent() && has(folder, stem)) {
            throw TaskException.of(
                    Reason.MODEL_INCOMPLETE,
                    "model.yaml asks for dtype " + asked.get().key() + ", but "
                            + Quoted.text(stem + asked.get().suffix() + ".onnx") + " is not there");
        }
        return Optional.empty();
    }

    private Optional<String> file(String stem, Precision precision) {
        return PREFIXES.stream()
                .map(prefix -> prefix + stem + precision.suffix() + ".onnx")
                .filter(folder::has)
                .findFirst();
    }

    /** Warns when a file was taken in less than FP32 although nobody asked. */
    public void tell(GraphFile file, LoadContext context) {
        if (asked.isEmpty() && file.precision() != Precision.FP32) {
            context.warn("only " + file.precision().key() + " weights are there: " + Quoted.text(file.name())
                    + " is served, and its vectors are a space of their own unless model.yaml states the space");
        }
    }

    /** A graph's file. */
    public record GraphFile(String name, Precision precision) {}
}
