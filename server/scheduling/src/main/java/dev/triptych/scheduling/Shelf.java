package dev.triptych.scheduling;

import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The works of one queue that have the same lengths. Guarded by the dispatcher's lock. */
final class Shelf<W extends Work> {
    final BucketQueue<W> queue;
    final int[] lengths;
    private final Heap<Line<W>> waiting = new Line.ByUse<>();
    private final Map<Flow, Line<W>> lines = new HashMap<>();

    Shelf(BucketQueue<W> queue, int[] lengths) {
        this.queue = queue;
        this.lengths = lengths;
    }

    /** The line of the flow whose account this is. */
    Line<W> line(FlowAccount<W> account) {
        Line<W> line = lines.get(account.flow);
        if (line == null) {
            line = new Line<>(this, account);
            lines.put(account.flow, line);
        }
        return line;
    }

    /**
     * The line whose tenant, and then flow, used least; null when nothing waits. A tenant's lines here are few, one for
     * each priority, since works of one key are of one model; so each look moves few of them.
     */
    @Nullable Line<W> next() {
        Line<W> line = waiting.peek();
        while (line != null && !line.look()) {
            waiting.moved(line);
            line = waiting.peek();
        }
        return line;
    }

    void opened(Line<W> line) {
        boolean unused = line.look();
        waiting.add(line);
    }

    void emptied(Line<W> line) {
        waiting.remove(line);
    }

    boolean isEmpty() {
        return waiting.isEmpty();
    }

    void sweep() {
        lines.values().removeIf(line -> line.entries.isEmpty());
    }
}
