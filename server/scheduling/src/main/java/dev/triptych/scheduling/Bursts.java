package dev.triptych.scheduling;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Holds back the wakes of lanes while a thread hands on what came to it at once.
 *
 * <p>An event loop that has read eight requests offers them one by one. A lane that is woken by the first runs it alone,
 * and is woken again for the next; one that is woken behind the last runs all eight together. Nothing waits for more to
 * come: a burst is what is there already, and a long one wakes lanes on its way. Thread-safe; a burst belongs to the thread
 * that began it.
 */
public final class Bursts {
    /** After so many parts a burst wakes the lanes that it has held back. */
    private static final int PARTS = 16;

    /** What a thread holds back. */
    private static final class Held {
        private final List<Runnable> wakes = new ArrayList<>(2);
        private int parts = 1;

        void wake() {
            wakes.forEach(Runnable::run);
            wakes.clear();
            parts = 0;
        }
    }

    @SuppressWarnings("ThreadLocalUsage") // One for a server, and two servers of a process must not mix.
    private final ThreadLocal<@Nullable Held> held = new ThreadLocal<>();

    /**
     * This thread hands on a part of what came at once, and perhaps more, until {@link #end}.
     *
     * @return false when the burst had begun already, and then somebody else ends it
     */
    public boolean begin() {
        Held own = held.get();
        if (own == null) {
            held.set(new Held());
            return true;
        }
        if (own.parts++ == PARTS) {
            own.wake();
        }
        return false;
    }

    /** The thread has handed on all that it had: wakes the lanes. Does nothing outside a burst. */
    public void end() {
        Held own = held.get();
        held.remove();
        if (own != null) {
            own.wake();
        }
    }

    /** Wakes a lane: at the end of this thread's burst, or at once. The wake must be quick and must not throw. */
    void wake(Runnable lane) {
        Held own = held.get();
        if (own == null) {
            lane.run();
        } else {
            own.wakes.add(lane);
        }
    }
}
