package dev.triptych.scheduling;

import java.util.Objects;

/**
 * One flow's works of one shelf, in the order in which they run. Guarded by the dispatcher's lock.
 *
 * <p>Invariant: in its shelf's and its account's heap if and only if it is not empty.
 */
final class Line<W extends Work> {
    final Shelf<W> shelf;
    final FlowAccount<W> account;
    final Heap<Entry<W>> entries = new Entry.ByUrgency<>();

    /** What its tenant and its flow had used when its shelf last looked; never above the true figures. */
    double seenTenant;

    double seenFlow;

    /** The cost of its entries together, unpadded. */
    long cost;

    int inShelf = -1;
    int inAccount = -1;

    Line(Shelf<W> shelf, FlowAccount<W> account) {
        this.shelf = shelf;
        this.account = account;
    }

    /** The next entry; only of a line that is not empty. */
    Entry<W> head() {
        return Objects.requireNonNull(entries.peek());
    }

    /** Whether its shelf has seen what has been used since; if not, it has now. */
    boolean look() {
        double tenant = account.tenant.used();
        double flow = account.used();
        boolean current = seenTenant == tenant && seenFlow == flow;
        seenTenant = tenant;
        seenFlow = flow;
        return current;
    }

    /** Lines of one shelf, the tenant that used least first, then its flow that used least. */
    static final class ByUse<W extends Work> extends Heap<Line<W>> {
        @Override
        boolean before(Line<W> left, Line<W> right) {
            if (left.account.tenant != right.account.tenant) {
                return left.seenTenant != right.seenTenant
                        ? left.seenTenant < right.seenTenant
                        : left.account.tenant.number < right.account.tenant.number;
            }
            if (left.seenTenant != right.seenTenant) {
                return left.seenTenant < right.seenTenant;
            }
            return left.seenFlow != right.seenFlow
                    ? left.seenFlow < right.seenFlow
                    : left.account.number < right.account.number;
        }

        @Override
        int place(Line<W> line) {
            return line.inShelf;
        }

        @Override
        void place(Line<W> line, int place) {
            line.inShelf = place;
        }
    }

    /** Lines of one account, the most urgent head first. */
    static final class ByHead<W extends Work> extends Heap<Line<W>> {
        @Override
        boolean before(Line<W> left, Line<W> right) {
            return left.head().goesBefore(right.head());
        }

        @Override
        int place(Line<W> line) {
            return line.inAccount;
        }

        @Override
        void place(Line<W> line, int place) {
            line.inAccount = place;
        }
    }
}
