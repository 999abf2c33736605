package dev.triptych.runtime.execution;

import dev.triptych.scheduling.Dispatcher;
import dev.triptych.scheduling.FaultListener;
import dev.triptych.scheduling.Lane;
import dev.triptych.scheduling.LaneGroup;
import dev.triptych.scheduling.LaneThread;
import dev.triptych.scheduling.Ticker;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

/** The lanes of one device: their threads, and what each has open. Thread-safe. */
final class DeviceLanes {
    /** A lane's thread, what only that thread may touch, and the end of both. */
    private record Running(LaneThread<StageWork> thread, LaneExecutions executions, CompletableFuture<Void> ended) {}

    private final List<Running> lanes = new ArrayList<>();
    private final Ticker ticker;
    private final FaultListener faults;

    DeviceLanes(DeviceHost device, LaneGroup group, int count, Dispatcher<StageWork> dispatcher, DeviceParts parts) {
        this.ticker = parts.ticker();
        this.faults = parts.faults();
        for (int i = 0; i < count; i++) {
            Lane lane = new Lane(group, i);
            LaneExecutions executions = new LaneExecutions(lane.name(), parts.allocator(), parts.faults());
            LaneThread<StageWork> thread = new LaneThread<>(
                    dispatcher,
                    lane,
                    new DeviceRunner(device, executions, parts),
                    parts.ticker(),
                    parts.threads(),
                    parts.faults(),
                    parts.bursts());
            lanes.add(new Running(thread, executions, new CompletableFuture<>()));
        }
    }

    void start() {
        lanes.forEach(lane -> lane.thread().start());
    }

    /**
     * Runs something on each lane's thread between two batches.
     *
     * @return completes when each lane has run it or has ended
     */
    CompletableFuture<Void> onEach(Consumer<LaneExecutions> errand) {
        return CompletableFuture.allOf(
                lanes.stream().map(lane -> on(lane, errand)).toArray(CompletableFuture<?>[]::new));
    }

    private CompletableFuture<?> on(Running lane, Consumer<LaneExecutions> errand) {
        CompletableFuture<Void> done = new CompletableFuture<>();
        lane.thread().execute(() -> {
            try {
                errand.accept(lane.executions());
            } catch (RuntimeException | Error fault) {
                faults.fault(lane.thread().lane().name(), fault);
            } finally {
                done.complete(null);
            }
        });
        return CompletableFuture.anyOf(done, lane.ended());
    }

    /** Lets the lanes end after what they run, with nothing open; once no batch can be bound any more. */
    void stop() {
        for (Running lane : lanes) {
            lane.thread().execute(() -> {
                lane.executions().closeAll();
                lane.ended().complete(null);
            });
            lane.thread().stop();
        }
    }

    /** Waits for the threads to end; false when one still runs after so long. */
    boolean join(long timeoutNanos) throws InterruptedException {
        long until = ticker.nanos() + timeoutNanos;
        boolean ended = true;
        for (Running lane : lanes) {
            ended &= lane.thread().join(until - ticker.nanos());
        }
        return ended;
    }
}
