package dev.triptych.plugin.dualencoder;

import dev.triptych.spi.graph.Affine;
import dev.triptych.spi.model.Activation;
import dev.triptych.towers.TextFeed;
import java.util.List;
import java.util.Optional;

/** What the members of a family of dual encoders have in common, whatever a folder leaves unsaid. */
enum Family {
    /** Radford et al., 2021; its training clips the multiplier of the cosine at 100. */
    CLIP("clip", 100, Activation.SOFTMAX, TextFeed.Padding.LONGEST, 77),
    /** Zhai et al., 2023, "Sigmoid Loss"; each model ends with a multiplier and a bias of its own, so none is assumed. */
    SIGLIP("siglip", 0, Activation.SIGMOID, TextFeed.Padding.FULL_ATTENDED, 64),
    /** Two towers of a kind that nobody has held against its reference. */
    OTHER("dual", 100, Activation.SOFTMAX, TextFeed.Padding.LONGEST, 77);

    private final String kind;
    /** 0: each model has its own. */
    private final double scale;

    private final Activation activation;
    private final TextFeed.Padding padding;
    private final int textLength;

    Family(String kind, double scale, Activation activation, TextFeed.Padding padding, int textLength) {
        this.kind = kind;
        this.scale = scale;
        this.activation = activation;
        this.padding = padding;
        this.textLength = textLength;
    }

    /** The family of a Hugging Face {@code model_type}; empty for one that is not known. */
    static Optional<Family> of(String modelType) {
        return switch (modelType) {
            case "clip", "clip_text_model", "clip_vision_model" -> Optional.of(CLIP);
            case "siglip",
                    "siglip_text_model",
                    "siglip_vision_model",
                    "siglip2",
                    "siglip2_text_model",
                    "siglip2_vision_model" -> Optional.of(SIGLIP);
            case "align", "altclip", "chinese_clip", "groupvit", "metaclip_2" -> Optional.of(OTHER);
            default -> Optional.empty();
        };
    }

    /** The short name of its spaces. */
    String kind() {
        return kind;
    }

    /** What its trained models' logits are of the cosine, for when no file tells; empty where they differ. */
    Optional<Affine> trained() {
        return scale == 0 ? Optional.empty() : Optional.of(new Affine(scale, 0));
    }

    /** How its logits become scores. */
    Activation activation() {
        return activation;
    }

    /** How its texts are filled. */
    TextFeed.Padding padding() {
        return padding;
    }

    /** Tokens of a text, where the configuration says nothing. */
    int textLength() {
        return textLength;
    }

    /** Names of its towers' outputs beside the usual ones: SigLIP projects nothing, so what is pooled is the vector. */
    List<String> outputs() {
        return this == SIGLIP ? List.of("pooler_output") : List.of();
    }
}
