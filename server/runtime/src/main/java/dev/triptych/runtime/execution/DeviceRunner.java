package dev.triptych.runtime.execution;

import dev.triptych.runtime.serving.Meter;
import dev.triptych.scheduling.Batch;
import dev.triptych.scheduling.BatchRunner;
import dev.triptych.scheduling.Lane;
import dev.triptych.scheduling.Splitter;
import dev.triptych.scheduling.Ticker;
import dev.triptych.spi.backend.BackendException;
import dev.triptych.spi.backend.Execution;
import dev.triptych.spi.error.Reason;
import dev.triptych.spi.error.TaskException;
import java.time.Duration;
import java.util.List;

/**
 * Runs batches on a lane's execution, and finds out who is to blame when one fails.
 *
 * <p>A batch that fails for something in it is split by halves until the culprit stands alone; one that ran out of memory
 * is halved once; one that may work again is run again once. A lost device is latched: whatever comes later fails at once.
 */
final class DeviceRunner implements BatchRunner<StageWork> {
    private final DeviceHost device;
    private final Ticker ticker;
    private final Meter meter;

    DeviceRunner(DeviceHost device, Ticker ticker, Meter meter) {
        this.device = device;
        this.ticker = ticker;
        this.meter = meter;
    }

    @Override
    public void run(Lane lane, Batch<StageWork> batch) throws Exception {
        List<StageWork> works = batch.works();
        if (device.lost()) {
            failAll(works, DeviceHost.lostError());
            return;
        }
        StageImpl stage = works.get(0).stage();
        long started = ticker.nanos();
        long offered = works.stream().mapToLong(StageWork::offeredNanos).min().orElse(started);
        try {
            Execution execution = stage.compiled().on(lane);
            first(execution, works);
        } catch (BackendException e) {
            device.report(e);
            failAll(works, error(e, stage));
        }
        meter.batch(
                stage.model(), stage.name(), batch.rows(), batch.cost(), started - offered, ticker.nanos() - started);
    }

    private void first(Execution execution, List<StageWork> works) throws BackendException {
        try {
            new BatchRun(execution, works).run();
        } catch (BackendException e) {
            device.report(e);
            switch (e.kind()) {
                case ITEM -> split(execution, works);
                case MEMORY -> halve(execution, works);
                case TRANSIENT -> again(execution, works);
                default -> throw e;
            }
        }
    }

    private void again(Execution execution, List<StageWork> works) throws BackendException {
        try {
            new BatchRun(execution, works).run();
        } catch (BackendException e) {
            device.report(e);
            if (e.kind() != BackendException.Kind.ITEM) {
                throw e;
            }
            split(execution, works);
        }
    }

    private void halve(Execution execution, List<StageWork> works) throws BackendException {
        int middle = (works.size() + 1) / 2;
        for (List<StageWork> half : List.of(works.subList(0, middle), works.subList(middle, works.size()))) {
            if (!half.isEmpty()) {
                part(execution, half);
            }
        }
    }

    private void part(Execution execution, List<StageWork> works) throws BackendException {
        try {
            again(execution, works);
        } catch (BackendException e) {
            if (e.kind() == BackendException.Kind.DEVICE_LOST) {
                throw e;
            }
            failAll(works, error(e, works.get(0).stage()));
        }
    }

    private void split(Execution execution, List<StageWork> works) throws BackendException {
        Splitter<StageWork> splitter = new Splitter<>(works);
        List<StageWork> part = splitter.next(StageWork::live, StageWork::gone);
        while (part != null) {
            if (succeeds(execution, part)) {
                splitter.succeeded();
            } else {
                boolean unused = splitter.failed();
            }
            part = splitter.next(StageWork::live, StageWork::gone);
        }
        for (StageWork culprit : splitter.culprits()) {
            culprit.fail(TaskException.of(
                    Reason.MODEL_REJECTED_INPUT,
                    "Stage " + culprit.stage().name() + " of " + culprit.stage().model()
                            + " failed on this input alone; check its values against what the model expects."));
        }
    }

    /** False when something in the part is at fault; other failures end the part here. */
    private boolean succeeds(Execution execution, List<StageWork> part) throws BackendException {
        try {
            new BatchRun(execution, part).run();
            return true;
        } catch (BackendException e) {
            device.report(e);
            if (e.kind() == BackendException.Kind.ITEM) {
                return false;
            }
            if (e.kind() == BackendException.Kind.DEVICE_LOST) {
                throw e;
            }
            failAll(part, error(e, part.get(0).stage()));
            return true;
        }
    }

    private static void failAll(List<StageWork> works, TaskException error) {
        works.forEach(work -> work.fail(error));
    }

    private static TaskException error(BackendException e, StageImpl stage) {
        String where = "Stage " + stage.name() + " of " + stage.model();
        return switch (e.kind()) {
            case DEVICE_LOST -> DeviceHost.lostError();
            case MEMORY ->
                TaskException.of(Reason.MEMORY_SHORT, where + " ran out of device memory; retry later or send less.", e)
                        .retryAfter(Duration.ofMillis(100));
            case ITEM ->
                TaskException.of(Reason.MODEL_REJECTED_INPUT, where + " failed on this input; check its values.", e);
            default ->
                TaskException.of(
                        Reason.BACKEND_FAILURE, where + " failed on the device; report it with the request id.", e);
        };
    }
}
