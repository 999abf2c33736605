package dev.triptych.spi.graph;

/**
 * The last scalar steps of a graph before an output: {@code output = scale * x + bias}.
 *
 * @param scale the constant multiplied in, after any exponential in the graph; 1 where there is none
 * @param bias the constant added; 0 where there is none
 */
public record Affine(double scale, double bias) {}
