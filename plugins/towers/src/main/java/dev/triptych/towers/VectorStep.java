package dev.triptych.towers;

/** What happens to a pooled vector before it is the item's: a dense layer, a norm. Thread-safe. */
public interface VectorStep {
    /** The length of what comes out, for what goes in; throws {@code CONFIG_INVALID} when it does not fit. */
    int dim(int in);

    /** The vector that comes out; the one that went in may be changed. */
    float[] apply(float[] vector);

    /** One line that is equal exactly when the step is: part of a space's identity. */
    String description();

    /** Division by the Euclidean norm, at least 1e-12, as torch's {@code normalize} does. */
    VectorStep NORMALIZE = new Normalize();
}
