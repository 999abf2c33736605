package dev.triptych.plugin.imageencoder;

import dev.triptych.towers.JsonConfig;
import dev.triptych.towers.Pooling;
import dev.triptych.towers.VectorOutput;
import dev.triptych.towers.Yaml;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/** How an encoder's outputs become an image's vector. */
enum ImagePooling {
    /** The class token's vector of {@code last_hidden_state}. */
    CLS,
    /** The mean of all vectors of {@code last_hidden_state}, the class token's included. */
    MEAN,
    /** The graph's own {@code pooler_output}: a trained layer on the class token, or whatever the family has. */
    POOLER;

    static final String KEY = "pooling";

    /**
     * Types of models whose first token is the class token. Their pooler is not taken: that of ViT is trained only in some
     * checkpoints, and that of DINOv2 is the class token's vector.
     */
    private static final Set<String> CLASS_TOKEN = Set.of("vit", "deit", "dinov2", "dinov2_with_registers");

    /** What {@code model.yaml} states, else what a type of model is known to want; empty when neither tells. */
    static Optional<ImagePooling> of(Yaml overrides, JsonConfig config) {
        Optional<String> stated = overrides.text(KEY);
        if (stated.isEmpty()) {
            return known(config) ? Optional.of(CLS) : Optional.empty();
        }
        return Optional.of(
                switch (stated.get()) {
                    case "cls" -> CLS;
                    case "mean" -> MEAN;
                    case "pooler" -> POOLER;
                    default -> throw overrides.wrong(KEY, "cls, mean or pooler");
                });
    }

    /** Whether the type of model tells without {@code model.yaml}. */
    static boolean known(JsonConfig config) {
        return CLASS_TOKEN.contains(config.modelType());
    }

    VectorOutput output() {
        return switch (this) {
            case CLS -> tokens().pooled(Pooling.CLS);
            case MEAN -> tokens().pooled(Pooling.MEAN);
            case POOLER -> VectorOutput.anyOf(List.of("pooler_output"));
        };
    }

    private static VectorOutput tokens() {
        return VectorOutput.anyOf(List.of("last_hidden_state"));
    }

    /** The name in {@code model.yaml}. */
    String key() {
        return name().toLowerCase(Locale.ROOT);
    }
}
