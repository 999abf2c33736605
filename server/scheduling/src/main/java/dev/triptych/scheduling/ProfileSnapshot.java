package dev.triptych.scheduling;

/**
 * What a {@link LinearProfile} has learned, as plain numbers to be kept over a restart.
 *
 * @param samples how many batches were measured, counted up to 5; at least 0
 * @param weight how many of them still count, at least 0; older ones count less
 * @param meanCost their mean cost, at least 0
 * @param meanNanos their mean time, at least 0
 * @param costSpread the mean square distance of their costs from the mean, at least 0
 * @param together the mean product of the distances of cost and time from their means
 * @param residualNanos by how much 95 of 100 batches took at most longer than predicted, at least 0
 */
public record ProfileSnapshot(
        int samples,
        double weight,
        double meanCost,
        double meanNanos,
        double costSpread,
        double together,
        long residualNanos) {
    /** Refuses what no profile can have learned. */
    public ProfileSnapshot {
        boolean sane = samples >= 0
                && good(weight)
                && good(meanCost)
                && good(meanNanos)
                && good(costSpread)
                && good(Math.abs(together))
                && residualNanos >= 0;
        if (!sane) {
            throw new IllegalArgumentException("profile snapshot: got samples " + samples + ", weight " + weight
                    + ", means " + meanCost + " and " + meanNanos + ", spreads " + costSpread + " and " + together
                    + ", residual " + residualNanos + "; each must be finite and at least 0");
        }
    }

    private static boolean good(double figure) {
        return figure >= 0 && figure <= Double.MAX_VALUE;
    }
}
