package dev.triptych.scheduling;

import java.util.List;

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

    /** Charges each flow its share of the time by its unpadded cost, less what it was charged at dispatch; once. */
    void settle(long elapsedNanos) {
        if (settled) {
            throw new IllegalStateException("the batch has finished before");
        }
        settled = true;
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
        queue.learn(cost, elapsedNanos);
    }
}
