package dev.triptych.runtime.execution;

import dev.triptych.runtime.serving.BatchFacts;
import dev.triptych.scheduling.Batch;
import dev.triptych.scheduling.BatchRunner;
import dev.triptych.scheduling.Lane;
import dev.triptych.scheduling.Splitter;
import dev.triptych.spi.backend.BackendException;
import java.util.ArrayList;
import java.util.List;

/**
 * Runs batches on one lane's executions, and finds out who is to blame when one fails. Owned by the lane's thread.
 *
 * <p>A batch that fails for something in it is split by halves until the culprit stands alone; one that ran out of memory
 * is halved once; one that may work again is run again once. A lost device is latched: whatever comes later fails at once.
 * What a backend throws beside {@link BackendException} is its defect: it is heard, the batch fails, and the execution is
 * given up for a fresh one, since nobody knows what state it is in.
 */
final class DeviceRunner implements BatchRunner<StageWork> {
    private final DeviceHost device;
    private final LaneExecutions executions;
    private final DeviceParts parts;

    DeviceRunner(DeviceHost device, LaneExecutions executions, DeviceParts parts) {
        this.device = device;
        this.executions = executions;
        this.parts = parts;
    }

    @Override
    public void run(Lane lane, Batch<StageWork> batch) {
        List<StageWork> works = batch.works();
        StageImpl stage = works.get(0).stage();
        long started = parts.ticker().nanos();
        long offered = started;
        for (StageWork work : works) {
            offered = Math.min(offered, work.offeredNanos());
        }
        long predicted = stage.predictedNanos(batch.cost());
        Verdict verdict = attempt(works);
        if (verdict.kind() != Verdict.Kind.DONE) {
            long failed = parts.ticker().nanos();
            List<StageWork> culprits = new ArrayList<>();
            conclude(works, verdict, culprits);
            batch.blame(culprits, parts.ticker().nanos() - failed);
        }
        long ran = parts.ticker().nanos() - started;
        parts.meter()
                .batch(new BatchFacts(
                        stage.model(),
                        stage.name(),
                        batch.rows(),
                        batch.cost(),
                        batch.ownCost(),
                        batch.release().label(),
                        started - offered,
                        ran,
                        predicted,
                        wasted(works, batch.rows(), ran)));
    }

    /** The share of a run whose rows gave nobody a result. */
    private static long wasted(List<StageWork> works, int rows, long ran) {
        int lost = 0;
        for (StageWork work : works) {
            lost += work.delivered() ? 0 : work.rows();
        }
        return ran * lost / rows;
    }

    private void conclude(List<StageWork> works, Verdict verdict, List<StageWork> culprits) {
        switch (verdict.kind()) {
            case DONE -> {}
            case ITEM -> isolate(works, verdict, culprits);
            case MEMORY -> halve(works, verdict, culprits);
            default -> fail(works, verdict);
        }
    }

    /** Finds the works that fail alone; the others get their outputs. */
    private void isolate(List<StageWork> works, Verdict first, List<StageWork> culprits) {
        Splitter<StageWork> splitter = new Splitter<>(works);
        Verdict last = first;
        List<StageWork> part = splitter.next(StageWork::live, StageWork::gone);
        while (part != null) {
            Verdict verdict = attempt(part);
            if (verdict.kind() == Verdict.Kind.ITEM) {
                last = verdict;
                boolean unused = splitter.failed();
            } else {
                splitter.succeeded();
                conclude(part, verdict, culprits);
            }
            part = splitter.next(StageWork::live, StageWork::gone);
        }
        for (StageWork culprit : splitter.culprits()) {
            culprits.add(culprit);
            fail(List.of(culprit), last);
        }
    }

    /** Runs the halves of what did not fit into memory, once. */
    private void halve(List<StageWork> works, Verdict whole, List<StageWork> culprits) {
        if (works.size() == 1) {
            fail(works, whole);
            return;
        }
        int middle = (works.size() + 1) / 2;
        half(works.subList(0, middle), culprits);
        half(works.subList(middle, works.size()), culprits);
    }

    private void half(List<StageWork> all, List<StageWork> culprits) {
        List<StageWork> half = new ArrayList<>(all.size());
        for (StageWork work : all) {
            if (work.live()) {
                half.add(work);
            } else {
                work.gone();
            }
        }
        if (half.isEmpty()) {
            return;
        }
        Verdict verdict = attempt(half);
        if (verdict.kind() == Verdict.Kind.MEMORY) {
            fail(half, verdict);
        } else {
            conclude(half, verdict, culprits);
        }
    }

    private static void fail(List<StageWork> works, Verdict verdict) {
        works.forEach(work -> work.fail(BatchErrors.of(verdict, works)));
    }

    private Verdict attempt(List<StageWork> works) {
        Verdict verdict = once(works);
        return verdict.kind() == Verdict.Kind.TRANSIENT ? once(works) : verdict;
    }

    private Verdict once(List<StageWork> works) {
        if (device.lost()) {
            return new Verdict(Verdict.Kind.LOST, null);
        }
        StageImpl stage = works.get(0).stage();
        try {
            new BatchRun(executions.of(stage.compiled()), works, parts.outputs()).run();
            return Verdict.DONE;
        } catch (BackendException e) {
            device.report(e);
            return Verdict.of(e);
        } catch (OutOfMemoryError e) {
            executions.close(stage.compiled());
            return new Verdict(Verdict.Kind.MEMORY, e);
        } catch (RuntimeException | Error defect) {
            executions.close(stage.compiled());
            parts.faults().fault("stage " + stage.name() + " of " + stage.model(), defect);
            return new Verdict(Verdict.Kind.FAILURE, defect);
        }
    }
}
