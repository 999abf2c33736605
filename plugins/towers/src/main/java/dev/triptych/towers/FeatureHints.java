package dev.triptych.towers;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.OptionalInt;
import java.util.Set;

/**
 * What a configuration tells of a tower's inside, for graphs whose outputs leave their sizes open.
 *
 * @param width the length of token and patch vectors; empty when nothing tells
 * @param patch the side of a patch in pixels, where the tower keeps one vector for each patch; empty for any other tower
 */
public record FeatureHints(OptionalInt width, OptionalInt patch) {
    /** Nothing tells. */
    public static final FeatureHints NONE = new FeatureHints(OptionalInt.empty(), OptionalInt.empty());

    // Vision transformers whose last hidden state is class and register tokens, then patches by rows.
    private static final Set<String> BY_ROWS = Set.of(
            "clip",
            "clip_vision_model",
            "siglip",
            "siglip_vision_model",
            "metaclip_2",
            "metaclip_2_vision_model",
            "chinese_clip_vision_model",
            "altclip_vision_model",
            "vit",
            "vit_msn",
            "deit",
            "beit",
            "dinov2",
            "dinov2_with_registers");

    /** The hints for an image tower; patches are told of families alone whose outputs are in their order. */
    public static FeatureHints ofImages(JsonConfig tower, String family) {
        String type = tower.modelType().isEmpty() ? family : tower.modelType();
        OptionalInt patch = BY_ROWS.contains(type) ? positive(tower, "patch_size") : OptionalInt.empty();
        return new FeatureHints(positive(tower, "hidden_size"), patch);
    }

    /** The hints for a text tower. */
    public static FeatureHints ofTexts(JsonConfig tower) {
        return new FeatureHints(positive(tower, "hidden_size"), OptionalInt.empty());
    }

    // A folder that serves vectors shall not fail for a key that only features read.
    private static OptionalInt positive(JsonConfig config, String key) {
        JsonNode value = config.node().path(key);
        return value.isInt() && value.asInt() > 0 ? OptionalInt.of(value.asInt()) : OptionalInt.empty();
    }
}
