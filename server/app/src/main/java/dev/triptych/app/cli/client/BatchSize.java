package dev.triptych.app.cli.client;

import java.time.Duration;

/**
 * How many inputs go into a call: few at first, since nobody knows how fast the model is; twice as many while calls end
 * well within the deadline, and half of those of a call that did not. For one thread.
 */
final class BatchSize {
    /** Inputs in the first calls: half a minute's work, two calls being under way, for a model of one input in 2 s. */
    static final int FIRST = 8;

    // A call of twice the size must end in time though it waits for another one first.
    private static final int SHARE = 8;

    private final Duration deadline;
    private final int most;
    private int size;

    /**
     * Makes the size of a run.
     *
     * @param most the most inputs in a call, at least 1
     * @param deadline what a call may take
     */
    BatchSize(int most, Duration deadline) {
        this.most = most;
        this.deadline = deadline;
        this.size = Math.min(FIRST, most);
    }

    /** The most inputs in the next call, at least 1. */
    int now() {
        return size;
    }

    /** A call was answered. */
    void ended(int inputs, Duration took) {
        if (inputs == size && took.multipliedBy(SHARE).compareTo(deadline) < 0) {
            size = Math.min(2 * size, most);
        }
    }

    /** A call was not answered in time. */
    void late(int inputs) {
        size = Math.max(1, Math.min(size, inputs / 2));
    }
}
