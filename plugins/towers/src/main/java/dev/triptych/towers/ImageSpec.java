package dev.triptych.towers;

/**
 * An image tower to load.
 *
 * @param stage the stage's name, unique in the model: {@code image}
 * @param graph the ONNX file, in the folder
 * @param output the output to take
 * @param hints what is known of the other outputs
 */
public record ImageSpec(String stage, String graph, VectorOutput output, FeatureHints hints) {
    /** Nothing is known of other outputs. */
    public ImageSpec(String stage, String graph, VectorOutput output) {
        this(stage, graph, output, FeatureHints.NONE);
    }
}
