package dev.triptych.runtime.execution;

import dev.triptych.spi.graph.Port;
import dev.triptych.spi.tensor.Tensor;
import dev.triptych.spi.tensor.TensorBuilder;
import dev.triptych.spi.tensor.Tensors;
import dev.triptych.testing.FakeScript.Launch;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;

/** A lane that is busy with one row of ones, so that what is submitted meanwhile waits. */
final class Held {
    private final Rig rig;
    private final StageImpl stage;
    private final Gate gate;
    private final CompletionStage<Tensors> busy;
    private final int before;

    private Held(Rig rig, StageImpl stage) {
        this.rig = rig;
        this.stage = stage;
        this.gate = new Gate(rig.backend.script());
        this.busy = stage.submit(rig.call(), 1, ones(rig, stage));
        gate.awaitRun();
        this.before = rig.backend.script().launches().size();
    }

    static Held on(Rig rig, StageImpl stage) {
        return new Held(rig, stage);
    }

    private static Tensors ones(Rig rig, StageImpl stage) {
        Map<String, Tensor> tensors = new LinkedHashMap<>();
        for (Port port : stage.graph().inputs()) {
            long[] shape =
                    port.dims().stream().mapToLong(dim -> Math.max(1, dim)).toArray();
            try (TensorBuilder builder = rig.memory.allocate(port.type(), shape)) {
                for (int i = 0; i < builder.buffer().limit(); i++) {
                    builder.buffer().put(i, (byte) 1);
                }
                tensors.put(port.name(), builder.build());
            }
        }
        return Tensors.of(tensors);
    }

    /** The busy row's result, for tests that make it fail. */
    CompletionStage<Tensors> busy() {
        return busy;
    }

    /** Lets the lane go without waiting. */
    void open() {
        gate.open();
    }

    /** Lets the lane go, waits until all is answered, and tells the runs since the held one. */
    List<Launch> release() {
        gate.open();
        busy.toCompletableFuture().join().close();
        while (stage.underWay() > 0) {
            Thread.onSpinWait();
        }
        List<Launch> all = rig.backend.script().launches();
        return all.subList(before, all.size());
    }
}
