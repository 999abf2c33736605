package dev.triptych.spi.graph;

/**
 * An axis of a port that differs from item to item and is padded to the longest of a batch.
 *
 * @param axis the axis in the batched tensor, from 0
 * @param length which of the bucket's lengths the axis follows, from 0: a question's tokens may be 0, regions 1
 */
public record Pad(int axis, int length) {}
