package dev.triptych.scheduling;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Holds back the wakes of lanes while a thread hands on what came to it at once.
 *
 * <p>An event loop that has read eight requests offers them one by one. A lane that is woken by the first runs it alone,
 * and is woken again for the next; one that is woken behind the last runs all eight together. Nothing waits for more to
 * come: a burst is what is there already. Thread-safe; a burst belongs to the thread that began it.
 */
public final class Bursts {
    @SuppressWarnings("ThreadLocalUsage") // One for a server, and two servers of a process must not mix.
    private final ThreadLocal<@Nullable List<Runnable>> held = new ThreadLocal<>();

    /**
     * This thread hands on several works from now on, until {@link #end}.
     *
     * @return false when it does so already, and then somebody else ends it
     */
    public boolean begin() {
        if (held.get() != null) {
            return false;
        }
        held.set(new ArrayList<>(2));
        return true;
    }

    /** The thread has handed on all that it had: wakes the lanes. Does nothing outside a burst. */
    public void end() {
        List<Runnable> wakes = held.get();
        held.remove();
        if (wakes != null) {
            wakes.forEach(Runnable::run);
        }
    }

    /** Wakes a lane: at the end of this thread's burst, or at once. The wake must be quick and must not throw. */
    void wake(Runnable lane) {
        List<Runnable> wakes = held.get();
        if (wakes == null) {
            lane.run();
        } else {
            wakes.add(lane);
        }
    }
}
