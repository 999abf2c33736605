package dev.triptych.spi.model;

import dev.triptych.spi.tensor.TensorAllocator;
import java.util.concurrent.Executor;

/**
 * One item's passage through the server: its time, its end and its share. Thread-safe.
 *
 * <p>An item that fans out keeps one call: one deadline, one cancellation, one cost.
 */
public interface Call {
    /** Nanoseconds until the deadline; negative when it passed. */
    long remainingNanos();

    /** Whether the caller has gone or the deadline has passed; long loops look now and then. */
    boolean cancelled();

    /** Runs something once when the call is cancelled; at once if it is already. It must be quick. */
    void onCancel(Runnable run);

    /** Pooled memory for the call's tensors. */
    TensorAllocator tensors();

    /**
     * Runs continuations on host lanes under this call's share. What it is given always runs, also when the call was
     * cancelled or is too late, since continuations give back what stages handed them; long ones look at
     * {@link #cancelled}.
     */
    Executor host();

    /** The seed of whatever is random in this call. */
    long seed();
}
