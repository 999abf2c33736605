package dev.triptych.runtime.serving;

import java.util.List;

/**
 * The running totals of one stage since its model was loaded; a snapshot taken in one step, so its figures agree.
 *
 * <p>The times of a batch are those of each submission in it: all of them waited for it. So {@code queue}, {@code input},
 * {@code infer} and {@code output} count what {@code done} counts. Those of a submission that went in parts are the sums of its
 * parts, which run side by side.
 *
 * @param lastNanos when a batch ended last, on the server's ticker; meaningless while {@code batches} is empty
 * @param done submissions that got outputs, from their offer to their result
 * @param failed submissions that did not, whatever the reason
 * @param queue from the offer to the start of the batch
 * @param input putting the batch together
 * @param infer running it
 * @param output taking it apart
 * @param rows rows of the submissions that are done
 * @param batches batches that ran, by rows, ascending
 */
public record StageTotals(
        long lastNanos,
        Span done,
        Span failed,
        Span queue,
        Span input,
        Span infer,
        Span output,
        long rows,
        List<BatchTotals> batches) {
    /** Nothing has run. */
    public static final StageTotals NONE =
            new StageTotals(0, Span.NONE, Span.NONE, Span.NONE, Span.NONE, Span.NONE, Span.NONE, 0, List.of());

    /**
     * Batches of one size.
     *
     * @param rows their rows
     * @param input putting them together
     * @param infer running them
     * @param output taking them apart
     */
    public record BatchTotals(int rows, Span input, Span infer, Span output) {}

    /** How many batches ran. */
    public long executions() {
        return batches.stream().mapToLong(batch -> batch.infer().count()).sum();
    }
}
