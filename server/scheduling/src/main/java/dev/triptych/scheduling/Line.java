package dev.triptych.scheduling;

import java.util.Objects;

/**
 * One flow's works of one shelf, in the order in which they run. Guarded by the dispatcher's lock.
 *
 * <p>Invariant: in its shelf's and its account's heap if and only if it is not empty.
 */
final class Line<W extends Work> {
    final Shelf<W> shelf;
    final Account<W> account;
    final Heap<Entry<W>> entries = new Entry.ByUrgency<>();

    /** The account's used time as its shelf last saw it; never above the true one. */
    long seenUsed;

    int inShelf = -1;
    int inAccount = -1;

    Line(Shelf<W> shelf, Account<W> account) {
        this.shelf = shelf;
        this.account = account;
    }

    /** The next entry; only of a line that is not empty. */
    Entry<W> head() {
        return Objects.requireNonNull(entries.peek());
    }

    /** Lines of one shelf, the flow that used least first. */
    static final class ByUse<W extends Work> extends Heap<Line<W>> {
        @Override
        boolean before(Line<W> left, Line<W> right) {
            return left.seenUsed != right.seenUsed
                    ? left.seenUsed < right.seenUsed
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
