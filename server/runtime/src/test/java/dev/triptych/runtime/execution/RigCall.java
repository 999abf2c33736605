package dev.triptych.runtime.execution;

import dev.triptych.runtime.serving.Meter;
import dev.triptych.runtime.serving.Timeline;
import dev.triptych.runtime.serving.Watch;
import dev.triptych.scheduling.Flow;
import dev.triptych.spi.error.Reason;
import dev.triptych.spi.error.TaskException;
import dev.triptych.spi.tensor.TensorAllocator;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;

/** A call whose end a test brings about. Thread-safe. */
final class RigCall implements ServerCall {
    private final TensorAllocator tensors;
    private final long latestStart;
    private final boolean admitted;
    private final List<Runnable> listeners = new ArrayList<>();
    private boolean cancelled;

    RigCall(TensorAllocator tensors, long latestStart, boolean admitted) {
        this.tensors = tensors;
        this.latestStart = latestStart;
        this.admitted = admitted;
    }

    /** Ends the call, as a client that goes away does. */
    void cancel() {
        List<Runnable> toRun;
        synchronized (listeners) {
            cancelled = true;
            toRun = List.copyOf(listeners);
            listeners.clear();
        }
        toRun.forEach(Runnable::run);
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
    public TaskException ending(String where, long waitedNanos) {
        Reason reason = cancelled() ? Reason.CALL_CANCELLED : Reason.DEADLINE_EXCEEDED;
        return TaskException.of(reason, where + " after " + waitedNanos);
    }

    @Override
    public boolean admitted() {
        return admitted;
    }

    @Override
    public Watch watch() {
        return new Watch(Meter.NONE, Timeline.NONE, "model", "tensor");
    }

    @Override
    public boolean live() {
        return !cancelled();
    }

    @Override
    public long latestStartNanos() {
        return latestStart;
    }

    @Override
    public long startTag() {
        return 0;
    }

    @Override
    public Flow flow() {
        return new Flow("tenant", "model");
    }

    @Override
    public TensorAllocator tensors() {
        return tensors;
    }

    @Override
    public Executor host() {
        return Runnable::run;
    }

    @Override
    public long remainingNanos() {
        return Long.MAX_VALUE;
    }

    @Override
    public long seed() {
        return 42;
    }
}
