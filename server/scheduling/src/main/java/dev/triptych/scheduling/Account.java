package dev.triptych.scheduling;

import java.util.Arrays;

/**
 * What one party, a tenant or a flow, has used of one device's time, and what it still asks for. Guarded by the
 * dispatcher's lock.
 *
 * <p>Invariants: {@link #used} never falls, so a stale copy of it is a lower bound; an overcharge is kept as credit
 * against later charges.
 */
abstract class Account {
    /** Breaks ties: the older account first. */
    final long number;

    /** Its places in its level's heaps: one for each band, and the last for the heap over all bands. */
    final int[] places = new int[Dispatcher.BANDS + 1];

    /** In how many bands something of it waits. */
    int bands;

    /** Its place in its level's list of those that ask for time. */
    int loadedAt = -1;

    private double used;
    private double credit;
    private double backlog;
    private int asking;

    Account(long number) {
        this.number = number;
        Arrays.fill(places, -1);
    }

    /** Its weight now, within 1e-6 to 1e6. */
    abstract double weight();

    static double sane(double weight) {
        return weight >= 1e-6 ? Math.min(weight, 1e6) : weight > 0 ? 1e-6 : 1;
    }

    /** Device time used over weight, in nanoseconds on its level's virtual clock. */
    final double used() {
        return used;
    }

    /** A party that was idle starts no better than those that were served meanwhile. */
    final void liftTo(double virtualTime) {
        used = Math.max(used, virtualTime);
    }

    /** Charges an estimate at dispatch, or what it lacked afterwards; a negative charge becomes credit. */
    final void charge(double nanos) {
        credit -= nanos;
        if (credit < 0) {
            used -= credit / weight();
            credit = 0;
        }
    }

    /** One more work or promise asks for so much time. */
    final void ask(double nanos) {
        asking++;
        backlog += nanos;
    }

    /** One of them asks no more. */
    final void answered(double nanos) {
        asking--;
        // Rounding must not pile up.
        backlog = asking == 0 ? 0 : Math.max(0, backlog - nanos);
    }

    /** The time that its waiting works and its promises ask for, in nanoseconds. */
    final double backlog() {
        return backlog;
    }

    /** Whether anything of it waits or is promised. */
    final boolean asks() {
        return asking > 0;
    }

    /** Accounts, the one that used least first. */
    static final class ByUse<A extends Account> extends Heap<A> {
        private final int index;

        ByUse(int index) {
            this.index = index;
        }

        @Override
        boolean before(A left, A right) {
            return left.used() != right.used() ? left.used() < right.used() : left.number < right.number;
        }

        @Override
        int place(A account) {
            return account.places[index];
        }

        @Override
        void place(A account, int place) {
            account.places[index] = place;
        }
    }
}
