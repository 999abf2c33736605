package dev.triptych.scheduling;

import java.util.ArrayList;
import java.util.List;

/** Works that were dropped under the dispatcher's lock and are told so after it is released. */
final class Drops<W extends Work> {
    private record Drop<W extends Work>(W work, DropReason reason) {}

    private final FaultListener faults;
    private List<Drop<W>> pending = new ArrayList<>();

    Drops(FaultListener faults) {
        this.faults = faults;
    }

    /** Lock held. */
    void add(W work, DropReason reason) {
        pending.add(new Drop<>(work, reason));
    }

    /** Takes what is pending; lock held. The answer is run without the lock. */
    Runnable take() {
        if (pending.isEmpty()) {
            return () -> {};
        }
        List<Drop<W>> taken = pending;
        pending = new ArrayList<>();
        return () -> taken.forEach(drop -> tell(drop.work(), drop.reason(), faults));
    }

    /** Tells one work, without a lock held; what it throws is reported. */
    static void tell(Work work, DropReason reason, FaultListener faults) {
        try {
            work.drop(reason);
        } catch (Throwable fault) {
            // A work that throws here breaks its contract; the lane or caller that met it, and whoever is told next,
            // must not
            // pay. Errors too: the classes of a plugin may be gone.
            faults.fault("drop", fault);
        }
    }
}
