package dev.triptych.runtime.serving;

/**
 * How one batch went.
 *
 * @param model the served name
 * @param stage the stage's name
 * @param rows its rows
 * @param cost its cost, padding included
 * @param ownCost what its rows cost unpadded
 * @param release what closed it, such as {@code rows}
 * @param queueNanos how long its oldest row waited
 * @param runNanos from the first row put in to the last taken out, all runs of it together
 * @param predictedNanos how long it should have run; 0 where nobody knew
 * @param wastedNanos the part of {@code runNanos} whose rows gave nobody a result
 */
public record BatchFacts(
        String model,
        String stage,
        int rows,
        long cost,
        long ownCost,
        String release,
        long queueNanos,
        long runNanos,
        long predictedNanos,
        long wastedNanos) {}
