package dev.triptych.app.server;

import java.util.concurrent.ThreadFactory;
import java.util.concurrent.atomic.AtomicInteger;

/** Makes the server's threads: daemons with names, so that a lane stuck in native code does not hold up the exit. */
final class LaneThreads implements ThreadFactory {
    private final AtomicInteger made = new AtomicInteger();

    @Override
    public Thread newThread(Runnable run) {
        Thread thread = new Thread(run, "triptych-" + made.incrementAndGet());
        thread.setDaemon(true);
        return thread;
    }
}
