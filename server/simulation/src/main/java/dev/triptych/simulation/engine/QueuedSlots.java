package dev.triptych.simulation.engine;

import java.util.ArrayDeque;
import java.util.BitSet;
import java.util.Iterator;

/** Slots as other servers hand them out: one queue for all, which knows neither tenants nor deadlines. */
class QueuedSlots implements SlotPolicy {
    private final StepLoop.Way way;
    private final StepLoop loop;
    private final int count;
    private final BitSet free = new BitSet();
    private final ArrayDeque<Sequence> queue = new ArrayDeque<>();

    QueuedSlots(StepLoop.Way way, StepLoop loop, int count) {
        this.way = way;
        this.loop = loop;
        this.count = count;
        free.set(0, count);
    }

    @Override
    public void ask(Sequence sequence) {
        queue.add(sequence);
        give();
    }

    @Override
    public void withdraw(Sequence sequence) {
        queue.remove(sequence);
        loop.dropped(sequence, "CANCELLED");
        give();
    }

    @Override
    public void giveBack(Sequence sequence) {
        for (int slot : sequence.slots) {
            free.set(slot);
        }
        give();
    }

    @Override
    public void expire() {}

    @Override
    public int waiting() {
        return queue.size();
    }

    @Override
    public int free() {
        return free.cardinality();
    }

    private void give() {
        if (way == StepLoop.Way.WHOLE_BATCHES && free.cardinality() < count) {
            return;
        }
        Iterator<Sequence> next = queue.iterator();
        while (next.hasNext()) {
            Sequence sequence = next.next();
            if (sequence.beams() <= free.cardinality()) {
                next.remove();
                take(sequence);
            } else if (way != StepLoop.Way.WHO_FITS) {
                return;
            }
        }
    }

    private void take(Sequence sequence) {
        int[] slots = free.stream().limit(sequence.beams()).toArray();
        for (int slot : slots) {
            free.clear(slot);
        }
        loop.granted(sequence, slots);
    }
}
