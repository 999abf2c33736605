package dev.triptych.plugin.dualencoder;

import dev.triptych.media.image.ImagePreprocessor;
import dev.triptych.spi.error.Reason;
import dev.triptych.spi.error.TaskException;
import dev.triptych.spi.graph.GraphSource;
import dev.triptych.spi.model.LoadContext;
import dev.triptych.spi.model.ModelFolder;
import dev.triptych.towers.ImageProcessorFile;
import dev.triptych.towers.ImageReading;
import dev.triptych.towers.ImageTower;
import dev.triptych.towers.TextTower;
import dev.triptych.towers.TowerOutputs;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The towers of a loaded folder, one or both; they meet in one dimension.
 *
 * @param normalized whether the graphs bring their vectors to norm 1 themselves
 */
record Towers(Optional<ImageTower> image, Optional<TextTower> text, boolean normalized) implements AutoCloseable {
    /** Loads what the layout names and its graphs have; frees what it made when one cannot be loaded. */
    static Towers load(Layout layout, ModelFolder folder, LoadContext context) {
        Optional<GraphSource> combined =
                layout.logits().filter(Layout.Logits::towers).map(logits -> context.source(logits.graph()));
        Layout present =
                combined.map(source -> present(layout, source, context)).orElse(layout);
        // What ends in scaled cosines has unit vectors before them.
        boolean normalized = combined.isPresent()
                && layout.logits().isPresent()
                && TowerOutputs.has(combined.get(), layout.logits().get().output());
        Optional<ImageTower> image = present.image().map(files -> image(files, folder, context));
        Optional<TextTower> text =
                present.text().map(files -> TextTower.load(files.spec(), files.tokenizing(), context));
        Towers towers = new Towers(image, text, normalized);
        try {
            towers.checkMeeting();
        } catch (RuntimeException failed) {
            towers.close();
            throw failed;
        }
        return towers;
    }

    private static ImageTower image(Layout.ImageFiles files, ModelFolder folder, LoadContext context) {
        String json = folder.text(files.preprocessor());
        ImagePreprocessor preprocessor = files.openClip()
                ? ImagePreprocessor.fromOpenClip(json)
                : ImagePreprocessor.fromHuggingFace(json, ImageProcessorFile.modelType(folder));
        return ImageTower.load(files.spec(), ImageReading.of(preprocessor, folder, context), context);
    }

    // A file that could hold both towers may hold one; a tower whose own files are missing is left out, and said to be.
    private static Layout present(Layout layout, GraphSource source, LoadContext context) {
        boolean images = TowerOutputs.hasAny(source, TowerOutputs.IMAGE);
        boolean texts = TowerOutputs.hasAny(source, TowerOutputs.TEXT);
        if (images && layout.image().isEmpty()) {
            context.warn("images are not served: preprocessor_config.json or processor_config.json is missing");
        }
        if (texts && layout.text().isEmpty()) {
            context.warn("texts are not served: tokenizer.json is missing, and so is every other kind of vocabulary");
        }
        return layout.with(layout.image().filter(files -> images), layout.text().filter(files -> texts));
    }

    private void checkMeeting() {
        if (image.isEmpty() && text.isEmpty()) {
            throw TaskException.of(
                    Reason.MODEL_INCOMPLETE,
                    "the folder has neither tower: an image tower needs an output " + TowerOutputs.IMAGE
                            + " and preprocessor_config.json, a text tower an output " + TowerOutputs.TEXT
                            + " and tokenizer.json");
        }
        if (image.isPresent()
                && text.isPresent()
                && image.get().dim() != text.get().dim()) {
            throw TaskException.of(
                    Reason.CONFIG_INVALID,
                    "the towers do not meet: image vectors have " + image.get().dim() + " numbers, text vectors "
                            + text.get().dim());
        }
    }

    /** How many numbers the vectors have. */
    int dim() {
        return image.map(ImageTower::dim).or(() -> text.map(TextTower::dim)).orElseThrow();
    }

    boolean both() {
        return image.isPresent() && text.isPresent();
    }

    /** What enters the space's identity besides the weights. */
    List<String> preprocessing() {
        return Stream.concat(image.map(ImageTower::preprocessing).stream(), text.map(TextTower::preprocessing).stream())
                .toList();
    }

    @Override
    public void close() {
        text.ifPresent(TextTower::close);
    }
}
