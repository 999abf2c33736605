package dev.triptych.runtime.execution;

import dev.triptych.scheduling.FaultListener;
import dev.triptych.spi.backend.BackendException;
import dev.triptych.spi.backend.Compiled;
import dev.triptych.spi.backend.Execution;
import dev.triptych.spi.tensor.TensorAllocator;
import java.util.IdentityHashMap;
import java.util.List;

/**
 * The executions that one lane has open, one per compiled graph. Owned by the lane's thread; no other may call it.
 *
 * <p>Invariant: once {@link #closeAll} has run, nothing is open and nothing is opened any more.
 */
final class LaneExecutions {
    private final String lane;
    private final TensorAllocator allocator;
    private final FaultListener faults;
    private final IdentityHashMap<Compiled, Execution> open = new IdentityHashMap<>();
    private boolean ended;

    LaneExecutions(String lane, TensorAllocator allocator, FaultListener faults) {
        this.lane = lane;
        this.allocator = allocator;
        this.faults = faults;
    }

    /** The execution of a graph on this lane; opened when it is asked for first. */
    Execution of(Compiled compiled) throws BackendException {
        Execution execution = open.get(compiled);
        if (execution != null) {
            return execution;
        }
        if (ended) {
            throw new IllegalStateException("the lane has ended");
        }
        execution = compiled.open(allocator);
        open.put(compiled, execution);
        return execution;
    }

    /** Closes the execution of a graph, if there is one; what it throws is reported. */
    void close(Compiled compiled) {
        Execution execution = open.remove(compiled);
        if (execution == null) {
            return;
        }
        try {
            execution.close();
        } catch (RuntimeException | Error fault) {
            faults.fault(lane + ": closing an execution", fault);
        }
    }

    /** Closes all, for good. */
    void closeAll() {
        ended = true;
        List.copyOf(open.keySet()).forEach(this::close);
    }
}
