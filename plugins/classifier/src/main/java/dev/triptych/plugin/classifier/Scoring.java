package dev.triptych.plugin.classifier;

import dev.triptych.spi.error.Reason;
import dev.triptych.spi.error.TaskException;
import dev.triptych.spi.model.Activation;
import dev.triptych.spi.model.LoadContext;
import dev.triptych.towers.JsonConfig;
import dev.triptych.towers.Yaml;
import java.util.Optional;

/** How a head's logits become scores: as {@code model.yaml} says, else by {@code problem_type}, else by their number. */
final class Scoring {
    private Scoring() {}

    /** The activation; a regression's numbers are no scores, and are refused unless {@code model.yaml} states one. */
    static Activation of(Yaml overrides, JsonConfig config, int outputs, LoadContext context) {
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
            case "" -> byNumber(outputs, context);
            case "regression" ->
                throw TaskException.of(
                        Reason.MODEL_UNSUPPORTED,
                        "config.json: problem_type is regression, whose output is a number and no score; where a"
                                + " logistic score is meant, state activation: sigmoid in model.yaml");
            default -> throw config.wrong("problem_type", "single_label_classification or multi_label_classification");
        };
    }

    private static Activation byNumber(int outputs, LoadContext context) {
        if (outputs > 1) {
            return Activation.SOFTMAX;
        }
        context.warn("one logit, and config.json states no problem_type: its score is taken by a sigmoid");
        return Activation.SIGMOID;
    }
}
