package dev.triptych.spi.model;

/** What one row of a stage costs on the device, in the stage's own unit: tokens, pixels, frames or samples. */
@FunctionalInterface
public interface CostRule {
    /** The cost of one row padded to the given lengths; at least 1. */
    long perRow(int[] lengths);

    /** Every row costs the same. */
    CostRule UNIT = lengths -> 1;

    /** A row costs its first length: tokens. */
    CostRule LENGTH = lengths -> lengths.length == 0 ? 1 : Math.max(1, lengths[0]);
}
