package dev.triptych.testing;

import dev.triptych.spi.backend.Compiled;
import dev.triptych.spi.backend.Execution;
import dev.triptych.spi.graph.Graph;
import dev.triptych.spi.tensor.TensorAllocator;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

/** A graph of a {@link FakeBackend}; refuses to close while an execution is open. */
public final class FakeCompiled implements Compiled {
    private final Graph graph;
    private final GraphFunction function;
    private final FakeScript script;
    private final Runnable onClose;
    private final AtomicInteger executions = new AtomicInteger();
    private final AtomicBoolean closed = new AtomicBoolean();

    FakeCompiled(Graph graph, GraphFunction function, FakeScript script, Runnable onClose) {
        this.graph = graph;
        this.function = function;
        this.script = script;
        this.onClose = onClose;
    }

    @Override
    public long residentBytes() {
        return 0;
    }

    @Override
    public long scratchBytes(int rows, int[] lengths) {
        return 0;
    }

    @Override
    public Execution open(TensorAllocator allocator) {
        if (closed.get()) {
            throw new IllegalStateException("graph " + graph.name() + " is closed");
        }
        executions.incrementAndGet();
        return new FakeExecution(graph, function, script, allocator, executions::decrementAndGet);
    }

    @Override
    public void close() {
        if (executions.get() != 0) {
            throw new IllegalStateException(executions.get() + " executions of graph " + graph.name() + " are open");
        }
        if (closed.compareAndSet(false, true)) {
            onClose.run();
        }
    }
}
