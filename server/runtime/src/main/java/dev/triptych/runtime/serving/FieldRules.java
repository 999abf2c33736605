package dev.triptych.runtime.serving;

import dev.triptych.spi.error.Reason;
import dev.triptych.spi.error.TaskException;
import java.math.BigDecimal;

/** What holds of single fields of a request, each rule with the one wording that callers see. */
public final class FieldRules {
    private FieldRules() {}

    /**
     * At least one element, and at most the limit.
     *
     * @throws TaskException {@code FIELD_MISSING} or {@code BATCH_TOO_LARGE}
     */
    public static void count(String field, int got, int limit) {
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

    /**
     * Between two bounds, both allowed; NaN is between none.
     *
     * @throws TaskException {@code FIELD_INVALID}
     */
    public static void range(String field, double got, double least, double most) {
        if (!(got >= least && got <= most)) {
            throw invalid(field, "got " + (float) got + ", must be " + plain(least) + " to " + plain(most));
        }
    }

    /**
     * How many results come back for each item: 0 for all, or a positive number.
     *
     * @throws TaskException {@code FIELD_INVALID}
     */
    static void topK(int got) {
        if (got < 0) {
            throw invalid("options.top_k", "got " + got + ", must be 0 (all) or more");
        }
    }

    /** The refusal of a field's value. */
    public static TaskException invalid(String field, String problem) {
        return TaskException.of(Reason.FIELD_INVALID, field + ": " + problem).at(field);
    }

    private static String plain(double number) {
        return BigDecimal.valueOf(number).stripTrailingZeros().toPlainString();
    }
}
