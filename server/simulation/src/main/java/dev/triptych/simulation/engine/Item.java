package dev.triptych.simulation.engine;

import dev.triptych.scheduling.Promise;
import java.util.ArrayDeque;
import java.util.List;

/** One item of a request on its way through the stages. */
final class Item {
    private final Request request;
    private final List<Integer> lengths;
    private final boolean bad;
    private final ArrayDeque<Promise> promises = new ArrayDeque<>(2);

    /**
     * An item that has not begun.
     *
     * @param lengths what it occupies on padded axes
     * @param bad whether any batch of the last stage fails with it
     */
    Item(Request request, List<Integer> lengths, boolean bad) {
        this.request = request;
        this.lengths = lengths;
        this.bad = bad;
    }

    Request request() {
        return request;
    }

    List<Integer> lengths() {
        return lengths;
    }

    /** Whether a batch of this stage fails with it. */
    boolean breaks(Stage stage) {
        List<Stage> steps = request.traffic().steps();
        return bad && steps.get(steps.size() - 1) == stage;
    }

    /** Holds the promise of a later step; in the order of the steps. */
    void promised(Promise promise) {
        promises.add(promise);
    }

    /** The next step has been offered. */
    void kept() {
        Promise promise = promises.poll();
        if (promise != null) {
            promise.close();
        }
    }

    /** It has ended, and asks for nothing more. */
    void ended() {
        while (!promises.isEmpty()) {
            promises.remove().close();
        }
    }
}
