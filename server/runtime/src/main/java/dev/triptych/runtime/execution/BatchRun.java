package dev.triptych.runtime.execution;

import dev.triptych.spi.backend.BackendException;
import dev.triptych.spi.backend.Execution;
import dev.triptych.spi.graph.Port;
import dev.triptych.spi.tensor.Tensor;
import dev.triptych.spi.tensor.Tensors;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** One run of some works on an execution: put together, run, taken apart. Used by the lane's thread. */
final class BatchRun {
    private static final long FOREVER = Long.MAX_VALUE;

    private final Execution execution;
    private final List<StageWork> works;

    BatchRun(Execution execution, List<StageWork> works) {
        this.execution = execution;
        this.works = works;
    }

    /** Runs the works and completes each; when the run fails, none is completed. */
    void run() throws BackendException {
        StageImpl stage = works.get(0).stage();
        int[] lengths = new int[stage.lengths()];
        int rows = 0;
        for (StageWork work : works) {
            rows += work.rows();
            for (int i = 0; i < lengths.length; i++) {
                lengths[i] = Math.max(lengths[i], work.bucket().rungs().get(i));
            }
        }
        execution.begin(rows, lengths);
        put(stage);
        execution.launch();
        while (!execution.await(FOREVER)) {
            // Only a run that has ended may be taken apart.
        }
        take(stage);
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

    private void take(StageImpl stage) {
        int row = 0;
        for (StageWork work : works) {
            int first = row;
            row += work.rows();
            if (work.live()) {
                work.complete(slice(stage, work, first));
            } else {
                work.gone();
            }
        }
    }

    private Tensors slice(StageImpl stage, StageWork work, int row) {
        Map<String, Tensor> outputs = new LinkedHashMap<>();
        boolean whole = false;
        try {
            int[] lengths = work.bucket().lengths();
            for (Port port : stage.graph().outputs()) {
                outputs.put(port.name(), execution.take(port, row, work.rows(), lengths));
            }
            whole = true;
            return Tensors.of(outputs);
        } finally {
            if (!whole) {
                outputs.values().forEach(Tensor::close);
            }
        }
    }
}
