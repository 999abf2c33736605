package dev.triptych.runtime.serving;

import dev.triptych.spi.tensor.TensorAllocator;

/**
 * An admitted call's life in the server: opened by the edge, ended exactly once. Thread-safe.
 *
 * <p>Whatever was reserved or queued under it is given back when it ends.
 */
public interface Request extends AutoCloseable {
    RequestInfo info();

    /** Pooled memory for tensors that the edge reads off the wire. */
    TensorAllocator tensors();

    /** The caller is gone: everything queued is dropped, what runs ends unseen. */
    void cancel();

    /** The answer is written, or never will be. Calling it again does nothing. */
    @Override
    void close();
}
