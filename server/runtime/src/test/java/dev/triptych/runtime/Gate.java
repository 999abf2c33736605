package dev.triptych.runtime;

import dev.triptych.testing.FakeScript;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Holds every run of a fake device until a test opens it, and tells when the first has begun. */
final class Gate {
    private final CountDownLatch begun = new CountDownLatch(1);
    private final CountDownLatch open = new CountDownLatch(1);

    /** Stands before a device from now on. */
    static Gate before(FakeScript script) {
        Gate gate = new Gate();
        script.onLaunch(launch -> gate.pass());
        return gate;
    }

    /** Waits until it is open. */
    void pass() {
        begun.countDown();
        await(open);
    }

    void awaitRun() {
        await(begun);
    }

    void open() {
        open.countDown();
    }

    private static void await(CountDownLatch latch) {
        try {
            if (!latch.await(TestServer.PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
                throw new AssertionError("nothing came");
            }
        } catch (InterruptedException e) {
            throw new AssertionError("interrupted", e);
        }
    }
}
