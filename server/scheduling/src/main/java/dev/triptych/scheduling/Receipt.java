package dev.triptych.scheduling;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a batch took and charged, to be set right when it has finished. Guarded by the dispatcher's lock. */
final class Receipt<W extends Work> {
    private final BucketQueue<W> queue;
    private final List<Entry<W>> entries;
    private final long cost;
    private boolean settled;

    Receipt(BucketQueue<W> queue, List<Entry<W>> entries, long cost) {
        this.queue = queue;
        this.entries = entries;
        this.cost = cost;
    }

    /** When the batch should end; {@link Long#MAX_VALUE} when nobody knows. */
    long predictedEnd(long nowNanos) {
        return queue.profile.ready() ? nowNanos + queue.profile.nanos(cost) : Long.MAX_VALUE;
    }

    /**
     * Charges each flow its share of the time by its unpadded cost, less what it was charged at dispatch; once. A time that
     * cannot be the batch's own is cut, or who ran while the process was stopped would pay for it. What
     * finding culprits took is theirs alone.
     */
    void settle(long allNanos, Batch.@Nullable Blame blame) {
        if (settled) {
            throw new IllegalStateException("the batch has finished before");
        }
        settled = true;
        long extra = blame == null || blame.works().isEmpty() ? 0 : Math.min(allNanos, blame.extraNanos());
        long elapsedNanos = queue.profile.counted(cost, allNanos - extra);
        long own = 0;
        for (int i = 0; i < entries.size(); i++) {
            own += entries.get(i).cost;
        }
        for (int i = 0; i < entries.size(); i++) {
            Entry<W> entry = entries.get(i);
            double share = own == 0 ? 1.0 / entries.size() : (double) entry.cost / own;
            FlowAccount<W> account = entry.line.account;
            account.running--;
            queue.clock.charge(account, elapsedNanos * share - entry.charged);
        }
        if (extra > 0 && blame != null) {
            charge(blame.works(), (double) extra / blame.works().size());
        }
        // A batch that failed may have ended early, or have run twice.
        if (blame == null) {
            queue.learn(cost, elapsedNanos);
        }
    }

    private void charge(List<? extends Work> culprits, double each) {
        for (Work culprit : culprits) {
            queue.clock.charge(queue.clock.account(culprit.flow()), each);
        }
    }
}
