package dev.triptych.load;

import java.util.Comparator;
import java.util.PriorityQueue;
import java.util.Queue;

/** Virtual time: waiting makes it pass, and what is due by then happens. For one thread. */
final class FakePacer implements Pacer {
    private record Event(long nanos, long order, Runnable action) {}

    private final Queue<Event> events =
            new PriorityQueue<>(Comparator.comparingLong(Event::nanos).thenComparingLong(Event::order));
    private long now;
    private long orders;

    @Override
    public long nanos() {
        return now;
    }

    @Override
    public void waitUntil(long nanos) {
        while (!events.isEmpty() && events.peek().nanos() <= nanos) {
            Event event = events.remove();
            now = Math.max(now, event.nanos());
            event.action().run();
        }
        now = Math.max(now, nanos);
    }

    /** Lets something happen at an instant. */
    void at(long nanos, Runnable action) {
        events.add(new Event(nanos, orders++, action));
    }

    /** Lets time pass until nothing is left to happen. */
    void runOut() {
        while (!events.isEmpty()) {
            waitUntil(events.peek().nanos());
        }
    }

    /** Time passes while the one thread does something else: it is held up. */
    void holdUp(long nanos) {
        waitUntil(now + nanos);
    }
}
