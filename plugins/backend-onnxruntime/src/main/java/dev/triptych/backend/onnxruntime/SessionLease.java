package dev.triptych.backend.onnxruntime;

import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * A session that is closed at zero leases only: ONNX Runtime frees it at once, and a run inside it would crash the JVM.
 *
 * <p>Thread-safe. Each open execution holds one lease.
 */
final class SessionLease {
    private final OrtSession session;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition idle = lock.newCondition();
    private int leases;
    private boolean closed;

    SessionLease(OrtSession session) {
        this.session = session;
    }

    /**
     * Takes a lease.
     *
     * @throws IllegalStateException when closing has begun
     */
    OrtSession acquire() {
        lock.lock();
        try {
            if (closed) {
                throw new IllegalStateException("the session is closed");
            }
            leases++;
            return session;
        } finally {
            lock.unlock();
        }
    }

    /** Gives a lease back. */
    void release() {
        lock.lock();
        try {
            leases--;
            idle.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Bars new leases, waits until all are back, and closes the session; calling it again does nothing. */
    void close() {
        lock.lock();
        try {
            if (closed) {
                return;
            }
            closed = true;
            while (leases > 0) {
                idle.awaitUninterruptibly();
            }
            session.close();
        } catch (OrtException e) {
            throw new IllegalStateException("a session did not close", e);
        } finally {
            lock.unlock();
        }
    }
}
