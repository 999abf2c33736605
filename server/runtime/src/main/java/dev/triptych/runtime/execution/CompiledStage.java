package dev.triptych.runtime.execution;

import dev.triptych.scheduling.Lane;
import dev.triptych.spi.backend.BackendException;
import dev.triptych.spi.backend.Compiled;
import dev.triptych.spi.backend.Execution;
import dev.triptych.spi.tensor.TensorAllocator;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * A compiled graph with one execution for each lane that has run it.
 *
 * <p>A lane opens and uses its own execution only. {@link #close} is called by the loader when no work of the stage is
 * left, so that no lane uses one then, nor ever will.
 */
final class CompiledStage implements AutoCloseable {
    private final Compiled compiled;
    private final TensorAllocator allocator;
    private final Map<Lane, Execution> executions = new ConcurrentHashMap<>();

    CompiledStage(Compiled compiled, TensorAllocator allocator) {
        this.compiled = compiled;
        this.allocator = allocator;
    }

    /** The lane's execution, opened when it is the lane's first run. */
    Execution on(Lane lane) throws BackendException {
        Execution open = executions.get(lane);
        if (open == null) {
            open = compiled.open(allocator);
            executions.put(lane, open);
        }
        return open;
    }

    long residentBytes() {
        return compiled.residentBytes();
    }

    @Override
    public void close() {
        executions.values().forEach(Execution::close);
        executions.clear();
        compiled.close();
    }
}
