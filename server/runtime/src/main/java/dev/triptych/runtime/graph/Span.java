package dev.triptych.runtime.graph;

/**
 * Bytes of the ONNX file, as they lie.
 *
 * @param at the first byte
 * @param length how many
 */
record Span(long at, long length) {}
