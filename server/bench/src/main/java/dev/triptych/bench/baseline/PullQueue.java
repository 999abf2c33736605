package dev.triptych.bench.baseline;

import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * A queue from which lanes pull as much as there is: a batch grows while all lanes are busy, and nothing ever waits for a
 * timer. Unbounded, first in, first out. Thread-safe.
 */
final class PullQueue<T> {
    private final Queue<T> waiting = new ArrayDeque<>();
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition some = lock.newCondition();

    void offer(T one) {
        lock.lock();
        try {
            waiting.add(one);
            some.signal();
        } finally {
            lock.unlock();
        }
    }

    /** Waits for at least one and moves up to {@code most} into a list, the eldest first. */
    void take(List<T> into, int most) throws InterruptedException {
        lock.lockInterruptibly();
        try {
            while (waiting.isEmpty()) {
                some.await();
            }
            for (int i = 0; i < most && !waiting.isEmpty(); i++) {
                into.add(waiting.remove());
            }
        } finally {
            lock.unlock();
        }
    }
}
