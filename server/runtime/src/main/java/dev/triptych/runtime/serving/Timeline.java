package dev.triptych.runtime.serving;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** Where the time of one request went. Thread-safe, quick, never throws. */
public interface Timeline {
    /** Keeps nothing: for requests that nobody looks into. */
    Timeline NONE = new Timeline() {
        @Override
        public void step(Step step) {}

        @Override
        public List<Step> steps() {
            return List.of();
        }
    };

    /** Adds a step that has ended. */
    void step(Step step);

    /** The steps so far, in the order in which they ended. */
    List<Step> steps();

    /** Whether steps are kept; callers need not make them otherwise. */
    default boolean on() {
        return this != NONE;
    }

    /** A timeline that keeps the first 512 steps: a call of many items does not grow without bound. */
    static Timeline recording() {
        return new Recording();
    }

    /**
     * The longest time of any step of each phase, in nanoseconds: of items that go side by side, the slowest is what the
     * caller waits for.
     */
    default Map<Phase, Long> longest() {
        Map<Phase, Long> longest = new EnumMap<>(Phase.class);
        steps().forEach(step -> longest.merge(step.phase(), step.nanos(), Math::max));
        return longest;
    }

    /**
     * One phase of one item, or of the batch that it was in.
     *
     * @param phase which
     * @param model the served name
     * @param stage the stage's name; empty for host work
     * @param rows rows of the batch; 0 for host work
     * @param startNanos when it began, on the server's ticker
     * @param endNanos when it ended
     */
    record Step(Phase phase, String model, String stage, int rows, long startNanos, long endNanos) {
        /** How long it took. */
        public long nanos() {
            return endNanos - startNanos;
        }
    }

    /** Steps in a list. */
    final class Recording implements Timeline {
        private static final int MOST = 512;

        private final List<Step> steps = new ArrayList<>();

        private Recording() {}

        @Override
        public synchronized void step(Step step) {
            if (steps.size() < MOST) {
                steps.add(step);
            }
        }

        @Override
        public synchronized List<Step> steps() {
            return List.copyOf(steps);
        }
    }
}
