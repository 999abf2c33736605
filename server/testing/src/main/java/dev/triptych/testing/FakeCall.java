package dev.triptych.testing;

import dev.triptych.spi.model.Call;
import dev.triptych.spi.tensor.TensorAllocator;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;

/** A call whose time and end are set by the test; host work runs in place unless an executor is given. Thread-safe. */
public final class FakeCall implements Call {
    private final TensorAllocator tensors;
    private final Executor host;
    private final List<Runnable> listeners = new ArrayList<>();
    private volatile long remainingNanos = Long.MAX_VALUE;
    private boolean cancelled;

    /** A call that runs host work in place. */
    public FakeCall(TensorAllocator tensors) {
        this(tensors, Runnable::run);
    }

    /** A call that runs host work on the executor. */
    public FakeCall(TensorAllocator tensors, Executor host) {
        this.tensors = tensors;
        this.host = host;
    }

    /** Sets what {@link #remainingNanos} answers; 0 or less also cancels. */
    public void remaining(long nanos) {
        remainingNanos = nanos;
        if (nanos <= 0) {
            cancel();
        }
    }

    /** Ends the call, as a client that goes away does; doing it again does nothing. */
    public void cancel() {
        List<Runnable> toRun;
        synchronized (listeners) {
            if (cancelled) {
                return;
            }
            cancelled = true;
            toRun = List.copyOf(listeners);
        }
        toRun.forEach(Runnable::run);
    }

    @Override
    public long remainingNanos() {
        return remainingNanos;
    }

    @Override
    public boolean cancelled() {
        synchronized (listeners) {
            return cancelled;
        }
    }

    @Override
    public void onCancel(Runnable run) {
        synchronized (listeners) {
            if (!cancelled) {
                listeners.add(run);
                return;
            }
        }
        run.run();
    }

    @Override
    public TensorAllocator tensors() {
        return tensors;
    }

    @Override
    public Executor host() {
        return host;
    }

    @Override
    public long seed() {
        return 42;
    }
}
