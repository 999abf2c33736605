package dev.triptych.client;

/** What happens to a text with more tokens than the model reads. */
public enum Truncation {
    /** It is cut as the model's own tokenizer does, and the result says so; the default. */
    CUT,
    /** The item fails with {@link ErrorCode#INVALID_ARGUMENT}. */
    REFUSE;

    dev.triptych.v1.Truncation wire() {
        return this == CUT ? dev.triptych.v1.Truncation.TRUNCATION_END : dev.triptych.v1.Truncation.TRUNCATION_REFUSE;
    }
}
