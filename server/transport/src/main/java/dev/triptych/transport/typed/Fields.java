package dev.triptych.transport.typed;

import dev.triptych.spi.error.Reason;
import dev.triptych.spi.error.TaskException;
import dev.triptych.spi.model.Activation;
import org.jspecify.annotations.Nullable;

/** Checks of request fields that concern the whole call. */
final class Fields {
    private Fields() {}

    /** At least one element, and at most the limit. */
    static void count(String field, int got, int limit) {
        if (got == 0) {
            throw TaskException.of(Reason.FIELD_MISSING, field + " is empty; send at least one")
                    .at(field);
        }
        if (got > limit) {
            throw TaskException.of(
                            Reason.BATCH_TOO_LARGE,
                            field + " has " + got + " elements, the limit is " + limit + "; split the call")
                    .at(field)
                    .with("limit", Integer.toString(limit));
        }
    }

    /** Zero for all, or a positive number. */
    static void topK(int topK) {
        if (topK < 0) {
            throw invalid("options.top_k", "got " + topK + ", must be 0 (all) or more");
        }
    }

    /** A probability; NaN is none. */
    static void probability(String field, float got) {
        if (!(got >= 0 && got <= 1)) {
            throw invalid(field, "got " + got + ", must be between 0 and 1");
        }
    }

    /** A value out of its range. */
    static TaskException invalid(String field, String problem) {
        return TaskException.of(Reason.FIELD_INVALID, field + ": " + problem).at(field);
    }

    /** The activation that is asked for; null for the model's own. */
    static @Nullable Activation activation(dev.triptych.v1.Activation asked) {
        return switch (asked) {
            case ACTIVATION_UNSPECIFIED -> null;
            case ACTIVATION_SOFTMAX -> Activation.SOFTMAX;
            case ACTIVATION_SIGMOID -> Activation.SIGMOID;
            case UNRECOGNIZED ->
                throw invalid("options.activation", "unknown value; use ACTIVATION_SOFTMAX or ACTIVATION_SIGMOID");
        };
    }

    /** Whether texts are cut rather than refused; unknown values of the enumeration are refused. */
    static boolean truncates(dev.triptych.v1.Truncation truncation) {
        return switch (truncation) {
            case TRUNCATION_UNSPECIFIED, TRUNCATION_END -> true;
            case TRUNCATION_REFUSE -> false;
            case UNRECOGNIZED ->
                throw invalid("options.truncation", "unknown value; use TRUNCATION_END or TRUNCATION_REFUSE");
        };
    }
}
