package dev.triptych.plugin.sentencetransformers;

import dev.triptych.media.text.TokenizerFiles;
import dev.triptych.spi.model.ModelFolder;
import dev.triptych.spi.model.Recognition;
import dev.triptych.towers.GraphFiles;
import dev.triptych.towers.JsonConfig;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Recognises text encoders that lie without {@code modules.json}, as Optimum and transformers.js have them:
 * {@code config.json} of an encoder, a tokenizer and {@code model.onnx}.
 */
final class PlainEncoder {
    /** Above any ONNX file alone, below whatever a family's own configuration says. */
    private static final int STRENGTH = 40;

    private PlainEncoder() {}

    static Recognition recognise(ModelFolder folder) {
        Optional<JsonConfig> config = JsonConfig.find(folder, "config.json");
        boolean stated = folder.overrides().containsKey(DeclaredPooling.POOLING);
        if (config.isEmpty()
                || !TokenizerFiles.in(folder).present()
                || !GraphFiles.has(folder, "model")
                || !(stated || (encoder(config.get()) && !images(folder)))) {
            return new Recognition.NotMine(
                    "no modules.json of sentence-transformers, nor config.json of a text encoder, tokenizer and model.onnx");
        }
        return new Recognition.Recognised(
                STRENGTH,
                "config.json of a text encoder, tokenizer and ONNX file",
                List.of(
                        stated
                                ? "pooled as model.yaml states"
                                : "pooled by the graph (output sentence_embedding), else model.yaml must state pooling,"
                                        + " normalize and max_length"));
    }

    // Checkpoints trained to fill in words are the bare encoder once exported for features.
    private static boolean encoder(JsonConfig config) {
        for (var name : config.node().path("architectures")) {
            if (name.asText().endsWith("Model") || name.asText().endsWith("ForMaskedLM")) {
                return true;
            }
        }
        return false;
    }

    private static boolean images(ModelFolder folder) {
        return Stream.of("preprocessor_config.json", "processor_config.json").anyMatch(folder::has);
    }
}
