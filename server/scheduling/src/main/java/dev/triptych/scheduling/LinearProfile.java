package dev.triptych.scheduling;

/**
 * A profile that fits time = alpha + beta x cost to what it measured, by least squares with forgetting.
 *
 * <p>Ready after 5 samples. While all costs were alike the line has no slope of its own; then time is taken as
 * proportional to cost. Neither figure is ever negative. Safe for use by many threads.
 */
public final class LinearProfile implements ServiceProfile {
    private static final int NEEDED = 5;
    private static final double MEMORY = 0.98;

    private int samples;
    private double weight;
    private double meanCost;
    private double meanNanos;
    private double costSpread;
    private double together;

    @Override
    public synchronized boolean ready() {
        return samples >= NEEDED;
    }

    @Override
    public synchronized double betaNanos() {
        double perCost = meanNanos / Math.max(meanCost, 1);
        if (costSpread <= 1e-9 * Math.max(1, meanCost * meanCost)) {
            return perCost;
        }
        // A slope above time per cost would mean a negative alpha.
        return Math.max(0, Math.min(perCost, together / costSpread));
    }

    @Override
    public synchronized double alphaNanos() {
        return Math.max(0, meanNanos - betaNanos() * meanCost);
    }

    @Override
    public synchronized void record(long cost, long nanos) {
        samples = Math.min(NEEDED, samples + 1);
        weight = weight * MEMORY + 1;
        double step = 1 / weight;
        double costAway = cost - meanCost;
        double nanosAway = nanos - meanNanos;
        meanCost += step * costAway;
        meanNanos += step * nanosAway;
        costSpread = (1 - step) * (costSpread + step * costAway * costAway);
        together = (1 - step) * (together + step * costAway * nanosAway);
    }
}
