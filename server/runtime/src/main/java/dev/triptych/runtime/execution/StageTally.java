package dev.triptych.runtime.execution;

import dev.triptych.runtime.serving.Span;
import dev.triptych.runtime.serving.StageTotals;
import dev.triptych.runtime.serving.StageTotals.BatchTotals;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Counts what becomes of a stage's submissions.
 *
 * <p>Thread-safe. Plain numbers under a lock that is hardly ever contended: a few additions for each submission, and
 * whoever reads them reads figures that agree.
 */
final class StageTally {
    // All below: guarded by this.
    private final Map<Integer, BatchTotals> batches = new TreeMap<>();
    private long lastNanos;
    private long done;
    private long doneNanos;
    private long rows;
    private long queueNanos;
    private long inputNanos;
    private long inferNanos;
    private long outputNanos;
    private long failed;
    private long failedNanos;

    /** A batch ran to its end. */
    synchronized void batch(RunTimes times) {
        lastNanos = times.endedNanos();
        batches.merge(
                times.rows(),
                new BatchTotals(
                        times.rows(),
                        new Span(1, times.inputNanos()),
                        new Span(1, times.inferNanos()),
                        new Span(1, times.outputNanos())),
                StageTally::sum);
    }

    /** A submission got its outputs out of a batch. */
    synchronized void done(int ownRows, long offeredNanos, RunTimes times) {
        part(offeredNanos, times);
        whole(ownRows, times.endedNanos() - offeredNanos);
    }

    /** A part of a submission got its outputs out of a batch; the submission counts when it ends. */
    synchronized void part(long offeredNanos, RunTimes times) {
        queueNanos += times.startedNanos() - offeredNanos;
        inputNanos += times.inputNanos();
        inferNanos += times.inferNanos();
        outputNanos += times.outputNanos();
    }

    /** A submission got all that it asked for, so long after its offer. */
    synchronized void whole(int ownRows, long nanos) {
        done++;
        rows += ownRows;
        doneNanos += nanos;
    }

    /** A submission ended without outputs, so long after its offer. */
    synchronized void failed(long nanos) {
        failed++;
        failedNanos += nanos;
    }

    synchronized StageTotals totals() {
        return new StageTotals(
                lastNanos,
                new Span(done, doneNanos),
                new Span(failed, failedNanos),
                new Span(done, queueNanos),
                new Span(done, inputNanos),
                new Span(done, inferNanos),
                new Span(done, outputNanos),
                rows,
                List.copyOf(batches.values()));
    }

    private static BatchTotals sum(BatchTotals a, BatchTotals b) {
        return new BatchTotals(
                a.rows(),
                a.input().plus(b.input()),
                a.infer().plus(b.infer()),
                a.output().plus(b.output()));
    }
}
