package dev.triptych.plugin.classifier;

import dev.triptych.spi.error.Reason;
import dev.triptych.spi.error.TaskException;
import dev.triptych.spi.model.Activation;
import dev.triptych.towers.JsonConfig;
import dev.triptych.towers.Yaml;
import java.util.Optional;

/** How a head's logits become scores: as {@code model.yaml} says, else by {@code problem_type}, else by their number. */
final class Scoring {
    // What sentence-transformers writes for its cross-encoders; the first since version 4.
    private static final String ENCODER = "sentence_transformers";
    private static final String PAIRS = "activation_fn";
    private static final String PAIRS_BEFORE = "sbert_ce_default_activation_function";

    private Scoring() {}

    /** Refuses cross-encoders: they score pairs of texts, and what one of them says of a single text means nothing. */
    static void refusePairs(JsonConfig config) {
        boolean pairs = config.has(PAIRS_BEFORE) || config.node().path(ENCODER).hasNonNull(PAIRS);
        if (pairs) {
            throw TaskException.of(
                    Reason.MODEL_UNSUPPORTED,
                    "config.json: " + (config.has(PAIRS_BEFORE) ? PAIRS_BEFORE : ENCODER + "." + PAIRS)
                            + " makes it a cross-encoder, which scores pairs of texts (a reranker), not the classes of one;"
                            + " state family: tensor in model.yaml to serve its raw tensors");
        }
    }

    /**
     * The activation; a regression's numbers are no scores, and are refused unless {@code model.yaml} states one. A head of
     * one output without a {@code problem_type} is a regression to transformers, and often a reranker.
     */
    static Activation of(Yaml overrides, JsonConfig config, int outputs) {
        Optional<String> stated = overrides.text("activation");
        if (stated.isPresent()) {
            return switch (stated.get()) {
                case "softmax" -> Activation.SOFTMAX;
                case "sigmoid" -> Activation.SIGMOID;
                default -> throw overrides.wrong("activation", "softmax or sigmoid");
            };
        }
        return switch (config.text("problem_type").orElse("")) {
            case "multi_label_classification" -> Activation.SIGMOID;
            case "single_label_classification" -> Activation.SOFTMAX;
            case "" -> byNumber(outputs);
            case "regression" ->
                throw TaskException.of(
                        Reason.MODEL_UNSUPPORTED,
                        "config.json: problem_type is regression, whose output is a number and no score; where a"
                                + " logistic score is meant, state activation: sigmoid in model.yaml");
            default -> throw config.wrong("problem_type", "single_label_classification or multi_label_classification");
        };
    }

    private static Activation byNumber(int outputs) {
        if (outputs > 1) {
            return Activation.SOFTMAX;
        }
        throw TaskException.of(
                Reason.MODEL_UNSUPPORTED,
                "the head has one output and config.json states no problem_type: a regression, or a reranker that scores"
                        + " pairs of texts; where a logistic score is meant, state activation: sigmoid in model.yaml");
    }
}
