package dev.triptych.scheduling;

/**
 * A profile that fits time = alpha + beta x cost to what it measured, by least squares with forgetting, and keeps by how
 * much batches exceed the line.
 *
 * <p>Ready after 5 samples. While all costs were alike the line has no slope of its own; then time is taken as
 * proportional to cost. Beyond eight times the largest cost seen nothing is predicted to take longer: where all were small,
 * most of the time was not theirs, and a large one must not be refused for it. No figure is ever negative. The residual is
 * the 95th percentile over the last 64 batches. Safe for use by many threads; reading takes no lock.
 */
public final class LinearProfile implements ServiceProfile {
    private static final int NEEDED = 5;
    private static final double MEMORY = 0.98;
    private static final int WINDOW = 64;

    /** What is kept of a restored profile counts as no more than so many batches: the machine may have changed. */
    private static final double RESTORED_WEIGHT = 10;

    private static final double REACH = 8;

    /** A batch counts as at most so many times the longest that was to be expected; a machine that is slower is learned so, too. */
    private static final long FAR_OFF = 8;

    private static final long LEAST_FAR_OFF_NANOS = 10_000_000;

    private record Fit(boolean ready, double alpha, double beta, double reach, long residual) {
        double nanos(long cost) {
            return alpha + beta * Math.min((double) cost, reach);
        }
    }

    private volatile Fit fit = new Fit(false, 0, 0, 0, 0);

    // All below: guarded by this.
    private int samples;
    private double weight;
    private double largest;
    private double meanCost;
    private double meanNanos;
    private double costSpread;
    private double together;
    private final Percentile residuals = new Percentile(0.95, WINDOW);

    @Override
    public boolean ready() {
        return fit.ready();
    }

    @Override
    public double betaNanos() {
        return fit.beta();
    }

    @Override
    public double alphaNanos() {
        return fit.alpha();
    }

    @Override
    public long residualNanos() {
        return fit.residual();
    }

    @Override
    public long nanos(long cost) {
        return Math.round(fit.nanos(cost));
    }

    @Override
    public long counted(long cost, long nanos) {
        Fit now = fit;
        if (!now.ready() || cost > now.reach()) {
            return nanos;
        }
        long expected = Math.round(now.nanos(cost)) + now.residual();
        return Math.min(nanos, Math.max(LEAST_FAR_OFF_NANOS, FAR_OFF * expected));
    }

    @Override
    public synchronized void record(long cost, long measuredNanos) {
        long nanos = counted(cost, measuredNanos);
        samples = Math.min(NEEDED, samples + 1);
        largest = Math.max(largest, (double) cost);
        weight = weight * MEMORY + 1;
        double step = 1 / weight;
        double costAway = cost - meanCost;
        double nanosAway = nanos - meanNanos;
        meanCost += step * costAway;
        meanNanos += step * nanosAway;
        costSpread = (1 - step) * (costSpread + step * costAway * costAway);
        together = (1 - step) * (together + step * costAway * nanosAway);
        double beta = beta();
        double alpha = Math.max(0, meanNanos - beta * meanCost);
        residuals.add(Math.max(0, nanos - Math.round(alpha + beta * cost)));
        fit = new Fit(samples >= NEEDED, alpha, beta, REACH * largest, residuals.value());
    }

    private double beta() {
        double perCost = meanNanos / Math.max(meanCost, 1);
        if (costSpread <= 1e-9 * Math.max(1, meanCost * meanCost)) {
            return perCost;
        }
        // A slope above time per cost would mean a negative alpha.
        return Math.max(0, Math.min(perCost, together / costSpread));
    }

    /** What it has learned so far. */
    public synchronized ProfileSnapshot snapshot() {
        return new ProfileSnapshot(samples, weight, meanCost, meanNanos, costSpread, together, residuals.value());
    }

    /** Forgets what it has learned and goes on from a snapshot, which new batches soon outweigh. */
    public synchronized void restore(ProfileSnapshot kept) {
        samples = Math.min(NEEDED, kept.samples());
        weight = Math.min(RESTORED_WEIGHT, kept.weight());
        largest = kept.meanCost();
        meanCost = kept.meanCost();
        meanNanos = kept.meanNanos();
        costSpread = kept.costSpread();
        together = kept.together();
        residuals.clear();
        residuals.add(kept.residualNanos());
        double beta = beta();
        double alpha = Math.max(0, meanNanos - beta * meanCost);
        fit = new Fit(samples >= NEEDED, alpha, beta, REACH * largest, kept.residualNanos());
    }
}
