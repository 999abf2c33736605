package dev.triptych.runtime;

import dev.triptych.runtime.execution.Devices;
import dev.triptych.runtime.model.ModelLifecycle;
import dev.triptych.runtime.request.RequestDesk;
import dev.triptych.scheduling.HostLanes;
import dev.triptych.scheduling.Ticker;
import java.time.Duration;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * The order in which a server ends: requests, lanes, models, backend.
 *
 * <p>What native code may still read is never freed: when a lane does not end in time, the models and the backend stay as
 * they are, and the process is left to end around them.
 */
final class Shutdown {
    /** How long the lanes and the loader have to end what runs, once nobody waits for it. */
    private static final Duration GRACE = Duration.ofSeconds(5);

    private final RequestDesk desk;
    private final HostLanes hostLanes;
    private final Devices devices;
    private final ModelLifecycle lifecycle;
    private final ExecutorService loaderThread;
    private final DeadlineTimer timer;
    private final Ticker ticker;
    private @Nullable Boolean outcome;

    Shutdown(
            RequestDesk desk,
            HostLanes hostLanes,
            Devices devices,
            ModelLifecycle lifecycle,
            ExecutorService loaderThread,
            DeadlineTimer timer,
            Ticker ticker) {
        this.desk = desk;
        this.hostLanes = hostLanes;
        this.devices = devices;
        this.lifecycle = lifecycle;
        this.loaderThread = loaderThread;
        this.timer = timer;
        this.ticker = ticker;
    }

    /** Ends everything, once; true when nothing had to be given up. */
    synchronized boolean run(Duration timeout) {
        Boolean before = outcome;
        if (before != null) {
            return before;
        }
        boolean whole = false;
        try {
            whole = inOrder(timeout);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        outcome = whole;
        return whole;
    }

    private boolean inOrder(Duration timeout) throws InterruptedException {
        var drain = desk.drain();
        boolean ended = within(drain.emptied(), timeout);
        if (!ended) {
            desk.giveUp();
        }
        CompletionStage<Void> loadsEnded = lifecycle.stop();
        devices.stop();
        boolean lanesEnded = devices.join(GRACE.toNanos());
        hostLanes.close();
        lanesEnded &= hostLanes.join(ticker, GRACE.toNanos());
        timer.close();
        boolean closed = lanesEnded && within(loadsEnded, GRACE) && within(lifecycle.unloadAll(), GRACE);
        loaderThread.shutdown();
        if (closed) {
            devices.closeBackend();
        }
        return ended && closed;
    }

    private static boolean within(CompletionStage<Void> stage, Duration time) throws InterruptedException {
        try {
            stage.toCompletableFuture().get(Math.max(time.toNanos(), 1), TimeUnit.NANOSECONDS);
            return true;
        } catch (TimeoutException e) {
            return false;
        } catch (ExecutionException e) {
            return false;
        }
    }
}
