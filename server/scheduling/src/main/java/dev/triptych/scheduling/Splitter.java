package dev.triptych.scheduling;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Finds what made a batch fail, by halves. Owned by one thread.
 *
 * <p>The runner asks for the {@link #next} part, runs it, and says how it went. A part that failed is cut in two; a work
 * is blamed only when it failed alone, so a failure that needs two works together blames neither. With one bad work in n
 * at most 2 log2(n) parts run; running each work alone would take n.
 *
 * <p>Invariant: each work of the failed batch ends in exactly one of: in a part that succeeded, blamed, or passed to the
 * consumer of those no longer live.
 *
 * @param <W> the work
 */
public final class Splitter<W> {
    private final ArrayDeque<List<W>> parts = new ArrayDeque<>();
    private final List<W> culprits = new ArrayList<>();
    private @Nullable List<W> running;

    /** Starts from the works of a batch that has failed once; a single work is blamed at once. */
    public Splitter(List<W> failed) {
        if (failed.isEmpty()) {
            throw new IllegalArgumentException("failed: got no work, a batch has at least one");
        }
        cut(List.copyOf(failed));
    }

    /** The next part to run; null when all is known. */
    public @Nullable List<W> next() {
        return next(work -> true, work -> {});
    }

    /** The next part to run, without the works that need not run any more; each of those goes to the consumer. */
    public @Nullable List<W> next(Predicate<? super W> live, Consumer<? super W> gone) {
        if (running != null) {
            throw new IllegalStateException("the part before has neither succeeded nor failed");
        }
        while (!parts.isEmpty()) {
            List<W> part = filter(parts.pop(), live, gone);
            if (!part.isEmpty()) {
                running = part;
                return part;
            }
        }
        return null;
    }

    /** The part that runs has succeeded. */
    public void succeeded() {
        take();
    }

    /** The part that runs has failed. True if that blames its only work. */
    public boolean failed() {
        return cut(take());
    }

    /** The works that failed alone, so far. */
    public List<W> culprits() {
        return List.copyOf(culprits);
    }

    private boolean cut(List<W> part) {
        if (part.size() == 1) {
            culprits.add(part.get(0));
            return true;
        }
        int middle = part.size() / 2;
        parts.push(part.subList(middle, part.size()));
        parts.push(part.subList(0, middle));
        return false;
    }

    private List<W> take() {
        List<W> part = running;
        if (part == null) {
            throw new IllegalStateException("no part runs");
        }
        running = null;
        return part;
    }

    private static <W> List<W> filter(List<W> part, Predicate<? super W> live, Consumer<? super W> gone) {
        List<W> kept = new ArrayList<>(part.size());
        for (W work : part) {
            if (live.test(work)) {
                kept.add(work);
            } else {
                gone.accept(work);
            }
        }
        return kept;
    }
}
