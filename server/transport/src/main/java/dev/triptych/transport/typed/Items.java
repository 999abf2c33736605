package dev.triptych.transport.typed;

import dev.triptych.runtime.serving.Outcome;
import dev.triptych.spi.error.TaskException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntFunction;

/**
 * The items of a batch after reading: the readable ones go to the core, the others already have their failure.
 *
 * @param <I> what an item is read into
 * @param read one entry for each item, in order
 */
record Items<I>(List<Outcome<I>> read) {
    /** Reads each item by its index; a {@link TaskException} is that item's end. */
    static <I> Items<I> read(int count, IntFunction<I> reader) {
        List<Outcome<I>> read = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            read.add(one(reader, i));
        }
        return new Items<>(read);
    }

    private static <I> Outcome<I> one(IntFunction<I> reader, int i) {
        try {
            return new Outcome.Done<>(reader.apply(i));
        } catch (TaskException e) {
            return new Outcome.Failed<>(e);
        }
    }

    /** The readable items, in order. */
    List<I> good() {
        List<I> good = new ArrayList<>(read.size());
        for (Outcome<I> item : read) {
            if (item instanceof Outcome.Done<I> done) {
                good.add(done.value());
            }
        }
        return good;
    }

    /**
     * One outcome for each item of the batch, in order.
     *
     * @param outcomes one for each of {@link #good}, in order
     */
    <T> List<Outcome<T>> merge(List<Outcome<T>> outcomes) {
        List<Outcome<T>> merged = new ArrayList<>(read.size());
        int next = 0;
        for (Outcome<I> item : read) {
            merged.add(
                    item instanceof Outcome.Failed<I> failed
                            ? new Outcome.Failed<>(failed.error())
                            : outcomes.get(next++));
        }
        return merged;
    }
}
