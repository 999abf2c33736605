package dev.triptych.runtime;

import dev.triptych.runtime.execution.Devices;
import dev.triptych.runtime.request.RequestDesk;
import dev.triptych.scheduling.FaultListener;
import dev.triptych.scheduling.Ticker;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;

/**
 * Ends what is too late, a hundred times a second.
 *
 * <p>A sweep instead of a timer for each request: requests come and go far more often than deadlines pass.
 */
final class DeadlineTimer implements AutoCloseable {
    private static final long PERIOD_MILLIS = 10;

    private final Ticker ticker;
    private final RequestDesk desk;
    private final Devices devices;
    private final Upkeep upkeep;
    private final FaultListener faults;
    private final ScheduledExecutorService thread;

    DeadlineTimer(
            Ticker ticker,
            RequestDesk desk,
            Devices devices,
            Upkeep upkeep,
            FaultListener faults,
            ThreadFactory threads) {
        this.upkeep = upkeep;
        this.ticker = ticker;
        this.desk = desk;
        this.devices = devices;
        this.faults = faults;
        this.thread = Executors.newSingleThreadScheduledExecutor(threads);
    }

    void start() {
        var unused = thread.scheduleWithFixedDelay(this::sweep, PERIOD_MILLIS, PERIOD_MILLIS, TimeUnit.MILLISECONDS);
    }

    private void sweep() {
        try {
            long now = ticker.nanos();
            desk.expire(now);
            devices.expire(now);
            upkeep.tick();
        } catch (RuntimeException e) {
            // A timer that throws would never tick again.
            faults.fault("deadline timer", e);
        }
    }

    @Override
    public void close() {
        thread.shutdown();
    }
}
