package dev.triptych.transport.typed;

import dev.triptych.runtime.serving.Outcome;
import dev.triptych.spi.content.Content;
import dev.triptych.spi.error.TaskException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntFunction;

/**
 * The items of a batch after reading: the readable ones go to the core, the others already have their failure.
 *
 * @param read one entry for each item, in order
 */
record Items(List<Outcome<Content>> read) {
    /** Reads each item by its index; a {@link TaskException} is that item's end. */
    static Items read(int count, IntFunction<Content> reader) {
        List<Outcome<Content>> read = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            read.add(one(reader, i));
        }
        return new Items(read);
    }

    private static Outcome<Content> one(IntFunction<Content> reader, int i) {
        try {
            return new Outcome.Done<>(reader.apply(i));
        } catch (TaskException e) {
            return new Outcome.Failed<>(e);
        }
    }

    /** The readable items, in order. */
    List<Content> good() {
        List<Content> good = new ArrayList<>(read.size());
        for (Outcome<Content> item : read) {
            if (item instanceof Outcome.Done<Content> done) {
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
        for (Outcome<Content> item : read) {
            merged.add(
                    item instanceof Outcome.Failed<Content> failed
                            ? new Outcome.Failed<>(failed.error())
                            : outcomes.get(next++));
        }
        return merged;
    }
}
