package dev.triptych.runtime.request;

import dev.triptych.scheduling.Promise;
import java.util.ArrayList;
import java.util.List;

/** What one item has been promised, by the step that keeps it. Thread-safe. */
final class Promises {
    private record Open(String step, Promise promise) {}

    private final List<Open> open = new ArrayList<>(2);
    private boolean ended;

    /** Keeps a promise for a step; an item that has ended keeps none. */
    void add(String step, Promise promise) {
        synchronized (open) {
            if (!ended) {
                open.add(new Open(step, promise));
                return;
            }
        }
        promise.close();
    }

    /** The step's work has been offered. */
    void kept(String step) {
        Promise promise = null;
        synchronized (open) {
            for (int i = 0; i < open.size(); i++) {
                if (open.get(i).step().equals(step)) {
                    promise = open.remove(i).promise();
                    break;
                }
            }
        }
        if (promise != null) {
            promise.close();
        }
    }

    /** The item has ended. */
    void end() {
        List<Open> left;
        synchronized (open) {
            ended = true;
            if (open.isEmpty()) {
                return;
            }
            left = List.copyOf(open);
            open.clear();
        }
        left.forEach(promise -> promise.promise().close());
    }
}
