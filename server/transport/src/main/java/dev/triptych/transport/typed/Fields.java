package dev.triptych.transport.typed;

import dev.triptych.runtime.serving.FieldRules;
import dev.triptych.spi.model.Activation;
import org.jspecify.annotations.Nullable;

/** Reads enumerations of requests; their unknown values are refused. */
final class Fields {
    private Fields() {}

    /** The activation that is asked for; null for the model's own. */
    static @Nullable Activation activation(dev.triptych.v1.Activation asked) {
        return switch (asked) {
            case ACTIVATION_UNSPECIFIED -> null;
            case ACTIVATION_SOFTMAX -> Activation.SOFTMAX;
            case ACTIVATION_SIGMOID -> Activation.SIGMOID;
            case UNRECOGNIZED ->
                throw FieldRules.invalid(
                        "options.activation", "unknown value; use ACTIVATION_SOFTMAX or ACTIVATION_SIGMOID");
        };
    }

    /** Whether texts are cut rather than refused; unknown values of the enumeration are refused. */
    static boolean truncates(dev.triptych.v1.Truncation truncation) {
        return switch (truncation) {
            case TRUNCATION_UNSPECIFIED, TRUNCATION_END -> true;
            case TRUNCATION_REFUSE -> false;
            case UNRECOGNIZED ->
                throw FieldRules.invalid(
                        "options.truncation", "unknown value; use TRUNCATION_END or TRUNCATION_REFUSE");
        };
    }
}
