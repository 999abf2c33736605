package dev.triptych.runtime.execution;

import dev.triptych.spi.graph.Pad;
import dev.triptych.spi.graph.Port;
import dev.triptych.spi.tensor.Tensor;
import dev.triptych.spi.tensor.TensorBuilder;
import dev.triptych.spi.tensor.Tensors;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/** The first runs of a stage, with zeros: engines allocate and choose their kernels then. */
final class WarmUp {
    private WarmUp() {}

    static void run(StageImpl stage, ServerCall call, int lanes) {
        if (stage.graph().inputs().stream().anyMatch(port -> !port.type().fixedWidth())) {
            return;
        }
        List<CompletableFuture<?>> runs = new ArrayList<>();
        for (int lane = 1; lane <= lanes; lane++) {
            Tensors zeros = zeros(stage, call);
            runs.add(stage.submit(call, 1, zeros, lane)
                    .handle((outputs, failure) -> {
                        if (outputs != null) {
                            outputs.close();
                        }
                        return Boolean.TRUE;
                    })
                    .toCompletableFuture());
        }
        CompletableFuture.allOf(runs.toArray(CompletableFuture[]::new)).join();
    }

    private static Tensors zeros(StageImpl stage, ServerCall call) {
        Map<String, Tensor> inputs = new LinkedHashMap<>();
        for (Port port : stage.graph().inputs()) {
            try (TensorBuilder builder = call.tensors().allocate(port.type(), shape(stage, port))) {
                for (int i = 0; i < builder.buffer().capacity(); i++) {
                    builder.buffer().put(i, (byte) 0);
                }
                inputs.put(port.name(), builder.build());
            }
        }
        return Tensors.of(inputs);
    }

    private static long[] shape(StageImpl stage, Port port) {
        long[] shape = new long[port.dims().size()];
        for (int axis = 0; axis < shape.length; axis++) {
            long dim = port.dims().get(axis);
            shape[axis] = dim < 0 || axis == port.batchAxis() ? 1 : dim;
        }
        List<List<Integer>> rungs = stage.spec().rungs();
        for (Pad pad : port.pads()) {
            shape[pad.axis()] = rungs.isEmpty() ? 1 : rungs.get(0).get(pad.length());
        }
        return shape;
    }
}
