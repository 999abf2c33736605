package dev.triptych.runtime.execution;

import dev.triptych.spi.backend.BackendException;
import dev.triptych.spi.backend.Execution;
import dev.triptych.spi.graph.Port;
import dev.triptych.spi.tensor.Tensor;
import dev.triptych.spi.tensor.Tensors;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;

/** One run of some works on an execution: put together, run, taken apart. Used by the lane's thread. */
final class BatchRun {
    private static final long FOREVER = Long.MAX_VALUE;

    private final Execution execution;
    private final List<StageWork> works;
    private final UnaryOperator<Tensor> outputs;

    /** A run that has not begun; each output of a work is what the operator makes of the execution's. */
    BatchRun(Execution execution, List<StageWork> works, UnaryOperator<Tensor> outputs) {
        this.execution = execution;
        this.works = works;
        this.outputs = outputs;
    }

    /** Runs the works and completes each; when the run fails, none is completed. */
    void run() throws BackendException {
        StageImpl stage = works.get(0).stage();
        int[] lengths = new int[stage.lengths()];
        int rows = 0;
        for (StageWork work : works) {
            rows += work.rows();
            for (int i = 0; i < lengths.length; i++) {
                lengths[i] = Math.max(lengths[i], work.lengths()[i]);
            }
        }
        long started = stage.nanos();
        execution.begin(rows, lengths);
        put(stage);
        long put = stage.nanos();
        execution.launch();
        while (!execution.await(FOREVER)) {
            // Only a run that has ended may be taken apart.
        }
        long ran = stage.nanos();
        List<Optional<Tensors>> shares = shares(stage);
        RunTimes times = new RunTimes(rows, started, put, ran, stage.nanos());
        stage.tally().batch(times);
        for (int i = 0; i < shares.size(); i++) {
            StageWork work = works.get(i);
            shares.get(i).ifPresentOrElse(outputs -> work.complete(outputs, times), work::gone);
        }
    }

    private void put(StageImpl stage) {
        int row = 0;
        for (StageWork work : works) {
            for (Port port : stage.graph().inputs()) {
                if (row == 0 || port.batchAxis() != Port.NO_BATCH) {
                    execution.put(port, row, work.inputs().get(port.name()));
                }
            }
            row += work.rows();
        }
    }

    /** What each work gets, nothing where nobody waits; all or none of them, since a failed run is run again. */
    private List<Optional<Tensors>> shares(StageImpl stage) {
        List<Optional<Tensors>> shares = new ArrayList<>(works.size());
        boolean whole = false;
        try {
            int row = 0;
            for (StageWork work : works) {
                shares.add(work.live() ? Optional.of(share(stage, work, row)) : Optional.empty());
                row += work.rows();
            }
            whole = true;
            return shares;
        } finally {
            if (!whole) {
                shares.forEach(share -> share.ifPresent(Tensors::close));
            }
        }
    }

    private Tensors share(StageImpl stage, StageWork work, int row) {
        Map<String, Tensor> share = new LinkedHashMap<>();
        boolean whole = false;
        try {
            for (Port port : stage.graph().outputs()) {
                share.put(port.name(), outputs.apply(execution.take(port, row, work.rows(), work.lengths())));
            }
            whole = true;
            return Tensors.of(share);
        } finally {
            if (!whole) {
                share.values().forEach(Tensor::close);
            }
        }
    }
}
