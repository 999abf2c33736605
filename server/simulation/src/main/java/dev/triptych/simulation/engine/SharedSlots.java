package dev.triptych.simulation.engine;

import dev.triptych.scheduling.Admission;
import dev.triptych.scheduling.QueueBounds;
import dev.triptych.scheduling.Slots;
import dev.triptych.scheduling.Weights;
import java.util.HashMap;
import java.util.Map;

/** The scheduler's own slots. */
final class SharedSlots implements SlotPolicy {
    private final VirtualTime time;
    private final StepLoop loop;
    private final Slots slots;
    private final Map<Sequence, Admission.Admitted> waiting = new HashMap<>();
    private final Map<Sequence, Slots.Grant> grants = new HashMap<>();

    SharedSlots(VirtualTime time, StepLoop loop, int count, Weights weights) {
        this.time = time;
        this.loop = loop;
        this.slots = new Slots("arena", count, time, weights, QueueBounds.NONE, (where, fault) -> {
            throw new Violation("no slot's owner throws", where, fault);
        });
    }

    @Override
    public void ask(Sequence sequence) {
        Admission admission = slots.acquire(
                sequence,
                sequence.beams(),
                grant -> {
                    waiting.remove(sequence);
                    grants.put(sequence, grant);
                    loop.granted(sequence, grant.slots());
                },
                reason -> {
                    waiting.remove(sequence);
                    loop.dropped(sequence, reason.name());
                });
        if (admission instanceof Admission.Refused refused) {
            loop.dropped(sequence, refused.reason().name());
        } else if (admission instanceof Admission.Admitted admitted && !grants.containsKey(sequence)) {
            waiting.put(sequence, admitted);
        }
    }

    @Override
    public void withdraw(Sequence sequence) {
        Admission.Admitted admitted = waiting.get(sequence);
        if (admitted == null || !admitted.withdraw()) {
            throw new Violation("who waits can be withdrawn", "sequence " + sequence.number);
        }
    }

    @Override
    public void giveBack(Sequence sequence) {
        Slots.Grant grant = grants.remove(sequence);
        if (grant != null) {
            grant.close();
        }
    }

    @Override
    public void expire() {
        int unused = slots.expire(time.nanos());
    }

    @Override
    public int waiting() {
        return slots.waiting();
    }

    @Override
    public int free() {
        return slots.free();
    }
}
