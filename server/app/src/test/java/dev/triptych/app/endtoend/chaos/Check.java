package dev.triptych.app.endtoend.chaos;

import java.util.ArrayList;
import java.util.List;

/**
 * What the answers of a call held: items answered well, items refused, and what was wrong with them.
 *
 * <p>Used by one thread.
 */
public final class Check {
    private int good;
    private int refused;
    private final List<String> wrong = new ArrayList<>();

    /** One item has the answer that belongs to it. */
    void good() {
        good++;
    }

    /** One item was refused, as it had to be. */
    void refused() {
        refused++;
    }

    /** Something is not as it must be. */
    void wrong(String what) {
        wrong.add(what);
    }

    /** Items with their own answer. */
    public int goodItems() {
        return good;
    }

    /** Items that were rightly refused. */
    public int refusedItems() {
        return refused;
    }

    /** What is wrong, in words; empty when all is well. */
    public List<String> faults() {
        return List.copyOf(wrong);
    }
}
