package dev.triptych.simulation.engine;

import dev.triptych.scheduling.Ticker;
import java.util.Comparator;
import java.util.PriorityQueue;

/** Time that passes from one planned action to the next; actions of one instant run in the order of their planning. */
public final class VirtualTime implements Ticker {
    private record Event(long at, long number, Runnable action) {}

    private final PriorityQueue<Event> events =
            new PriorityQueue<>(Comparator.comparingLong(Event::at).thenComparingLong(Event::number));
    private long now;
    private long numbers;

    @Override
    public long nanos() {
        return now;
    }

    /** Plans an action; one in the past is a defect of the simulation. */
    public void at(long nanos, Runnable action) {
        if (nanos < now) {
            throw new IllegalArgumentException("action: got time " + nanos + ", now is " + now);
        }
        events.add(new Event(nanos, numbers++, action));
    }

    /** Runs the next action; false when none is planned. */
    boolean step() {
        Event event = events.poll();
        if (event == null) {
            return false;
        }
        now = event.at();
        event.action().run();
        return true;
    }

    /** Whether nothing more is planned for this instant. */
    boolean settled() {
        Event next = events.peek();
        return next == null || next.at() > now;
    }
}
