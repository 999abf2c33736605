package dev.triptych.scheduling;

/**
 * What one flow has used of one device's time, and its lines that wait there. Guarded by the dispatcher's lock.
 *
 * <p>Invariants: {@link #used} never falls, so a stale copy of it is a lower bound; an overcharge is kept as credit
 * against later charges. In its band's heap if and only if a line waits.
 */
final class Account<W extends Work> {
    final Flow flow;
    final long number;
    final Heap<Line<W>> lines = new Line.ByHead<>();
    int running;
    int inBand = -1;
    private long used;
    private long credit;

    Account(Flow flow, long number) {
        this.flow = flow;
        this.number = number;
    }

    /** Device time used, in nanoseconds on the band's virtual clock. */
    long used() {
        return used;
    }

    /** A flow that was idle starts no better than the flows that were served meanwhile. */
    void liftTo(long virtualTime) {
        used = Math.max(used, virtualTime);
    }

    /** Charges an estimate at dispatch, or what it lacked afterwards; a negative charge becomes credit. */
    void charge(long nanos) {
        credit -= nanos;
        if (credit < 0) {
            used -= credit;
            credit = 0;
        }
    }

    /** Whether forgetting it changes nothing. */
    boolean idle(long virtualTime) {
        return lines.isEmpty() && running == 0 && used <= virtualTime;
    }

    /** Accounts with waiting lines, the one that used least first. */
    static final class ByUse<W extends Work> extends Heap<Account<W>> {
        @Override
        boolean before(Account<W> left, Account<W> right) {
            return left.used != right.used ? left.used < right.used : left.number < right.number;
        }

        @Override
        int place(Account<W> account) {
            return account.inBand;
        }

        @Override
        void place(Account<W> account, int place) {
            account.inBand = place;
        }
    }
}
