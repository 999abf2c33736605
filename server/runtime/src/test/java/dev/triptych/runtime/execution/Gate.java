package dev.triptych.runtime.execution;

import dev.triptych.testing.FakeScript;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;

/** Holds runs of a fake backend until the test opens it. */
final class Gate {
    private final CountDownLatch open = new CountDownLatch(1);
    private final Semaphore arrived = new Semaphore(0);

    Gate(FakeScript script) {
        script.onLaunch(launch -> {
            arrived.release();
            awaitOpen();
        });
    }

    private void awaitOpen() {
        try {
            open.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException("nobody interrupts a lane", e);
        }
    }

    /** Waits until a run is held here that no earlier call has counted. */
    void awaitRun() {
        arrived.acquireUninterruptibly();
    }

    /** Lets the held run and all later ones go. */
    void open() {
        open.countDown();
    }
}
