package dev.triptych.simulation.engine;

import java.util.List;

/** How long a batch takes on a device, before jitter. */
@FunctionalInterface
public interface Timing {
    /** The nanoseconds of a batch of so many rows and so much cost, padding included. */
    long nanos(int rows, long cost);

    /** A line over the cost. */
    static Timing line(long alphaNanos, long betaNanos) {
        return (rows, cost) -> alphaNanos + betaNanos * cost;
    }

    /**
     * ViT-B/16-224 in fp16 on an A100, as AITemplate publishes it for 1, 8, 16, 32, 64 and 256 images; linear between.
     */
    static Timing vitOnA100() {
        return new Curve(
                List.of(1, 8, 16, 32, 64, 256),
                List.of(1_020_000L, 2_200_000L, 3_640_000L, 6_510_000L, 12_670_000L, 48_600_000L));
    }

    /**
     * A curve over the rows, linear between its points and beyond the last two.
     *
     * @param rows rising
     * @param nanos one for each entry of rows
     */
    record Curve(List<Integer> rows, List<Long> nanos) implements Timing {
        /** Copies the points in. */
        public Curve {
            rows = List.copyOf(rows);
            nanos = List.copyOf(nanos);
        }

        @Override
        public long nanos(int count, long cost) {
            int i = 1;
            while (i < rows.size() - 1 && rows.get(i) < count) {
                i++;
            }
            long rise = nanos.get(i) - nanos.get(i - 1);
            return nanos.get(i - 1) + rise * (count - rows.get(i - 1)) / (rows.get(i) - rows.get(i - 1));
        }
    }
}
