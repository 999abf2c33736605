package dev.triptych.spi.model;

import java.util.List;

/**
 * An upper bound of what an item will use, stated from its headers alone, before anything is decoded.
 *
 * @param hostBytes host memory at the peak: decoded pixels, tensors
 * @param hostNanos host time for decoding and preprocessing; an estimate, 0 when negligible
 * @param uses the stages in order
 */
public record Plan(long hostBytes, long hostNanos, List<Use> uses) {
    public Plan {
        uses = List.copyOf(uses);
    }

    /**
     * The use of one stage.
     *
     * @param stage the stage's name
     * @param lengths an upper bound of the item's lengths
     * @param rows rows in all
     * @param steps runs of each row: 1, or the most tokens of a decoder
     */
    public record Use(String stage, List<Integer> lengths, int rows, int steps) {
        public Use {
            lengths = List.copyOf(lengths);
        }
    }
}
