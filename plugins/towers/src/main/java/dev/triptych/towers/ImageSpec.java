package dev.triptych.towers;

/**
 * An image tower to load.
 *
 * @param stage the stage's name, unique in the model: {@code image}
 * @param graph the ONNX file, in the folder
 * @param output the output to take
 */
public record ImageSpec(String stage, String graph, VectorOutput output) {}
