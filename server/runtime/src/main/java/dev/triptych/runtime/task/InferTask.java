package dev.triptych.runtime.task;

import dev.triptych.runtime.serving.InferQuery;
import dev.triptych.runtime.serving.Request;
import dev.triptych.spi.error.Quoted;
import dev.triptych.spi.error.Reason;
import dev.triptych.spi.error.TaskException;
import dev.triptych.spi.graph.Port;
import dev.triptych.spi.model.RawGraph;
import dev.triptych.spi.tensor.Tensor;
import dev.triptych.spi.tensor.Tensors;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletionStage;

/** Runs a raw graph: checks names, types and shapes, and keeps the outputs that were asked for. */
final class InferTask {
    private final Passage passage;

    InferTask(Passage passage) {
        this.passage = passage;
    }

    CompletionStage<Tensors> run(Request request, Lease lease, InferQuery query) {
        RawGraph graph = lease.raw();
        checkInputs(lease.model(), graph, query.inputs());
        List<String> wanted = outputs(lease.model(), graph, query.outputs());
        Map<String, Tensor> inputs = new LinkedHashMap<>();
        graph.inputs().forEach(port -> inputs.put(port.name(), query.inputs().take(port.name())));
        return passage.raw(request, lease, graph, Tensors.of(inputs)).thenApply(all -> keep(all, wanted));
    }

    private static void checkInputs(String model, RawGraph graph, Tensors inputs) {
        Set<String> known = new HashSet<>();
        for (Port port : graph.inputs()) {
            known.add(port.name());
            if (!inputs.has(port.name())) {
                throw TaskException.of(
                                Reason.INPUT_MISSING,
                                "model " + Quoted.text(model) + ": input " + Quoted.text(port.name()) + " is missing")
                        .at("inputs");
            }
            check(model, graph, port, inputs.get(port.name()));
        }
        for (String name : inputs.ports()) {
            if (!known.contains(name)) {
                throw TaskException.of(
                                Reason.INPUT_UNKNOWN,
                                "model " + Quoted.text(model) + " has no input " + Quoted.text(name) + "; it has "
                                        + graph.inputs().stream()
                                                .map(Port::name)
                                                .toList())
                        .at("inputs");
            }
        }
        checkBatch(model, graph, inputs);
    }

    private static void check(String model, RawGraph graph, Port port, Tensor tensor) {
        String where = "model " + Quoted.text(model) + " input " + Quoted.text(port.name()) + ": ";
        if (tensor.type() != port.type()) {
            throw TaskException.of(Reason.TENSOR_TYPE, where + "expected " + port.type() + ", got " + tensor.type())
                    .at("inputs");
        }
        long[] shape = tensor.shape();
        boolean fits = shape.length == port.dims().size();
        for (int i = 0; fits && i < shape.length; i++) {
            long dim = port.dims().get(i);
            fits = dim < 0 || dim == shape[i] || (i == port.batchAxis() && graph.maxBatchSize() > 0);
        }
        if (!fits) {
            throw TaskException.of(
                            Reason.TENSOR_SHAPE,
                            where + "shape " + Arrays.toString(shape) + " does not fit " + port.dims()
                                    + " (-1 is free)")
                    .at("inputs");
        }
    }

    private static void checkBatch(String model, RawGraph graph, Tensors inputs) {
        if (graph.maxBatchSize() == 0) {
            return;
        }
        long rows = -1;
        for (Port port : graph.inputs()) {
            if (port.batchAxis() == Port.NO_BATCH) {
                continue;
            }
            long own = inputs.get(port.name()).shape()[port.batchAxis()];
            if (own < 1 || own > graph.maxBatchSize()) {
                throw TaskException.of(
                                Reason.BATCH_TOO_LARGE,
                                "model " + Quoted.text(model) + " input " + Quoted.text(port.name()) + ": batch of "
                                        + own + ", must be 1 to " + graph.maxBatchSize())
                        .at("inputs")
                        .with("limit", String.valueOf(graph.maxBatchSize()));
            }
            if (rows >= 0 && rows != own) {
                throw TaskException.of(
                                Reason.TENSOR_SHAPE,
                                "model " + Quoted.text(model) + ": inputs disagree on the batch: " + rows + " and "
                                        + own)
                        .at("inputs");
            }
            rows = own;
        }
    }

    private static List<String> outputs(String model, RawGraph graph, List<String> asked) {
        List<String> known = graph.outputs().stream().map(Port::name).toList();
        if (asked.isEmpty()) {
            return known;
        }
        Set<String> seen = new HashSet<>();
        for (String name : asked) {
            if (!known.contains(name)) {
                throw TaskException.of(
                                Reason.OUTPUT_UNKNOWN,
                                "model " + Quoted.text(model) + " has no output " + Quoted.text(name) + "; it has "
                                        + known)
                        .at("outputs");
            }
            if (!seen.add(name)) {
                throw TaskException.of(
                                Reason.OUTPUT_UNKNOWN,
                                "model " + Quoted.text(model) + ": output " + Quoted.text(name) + " is asked twice")
                        .at("outputs");
            }
        }
        return asked;
    }

    private static Tensors keep(Tensors all, List<String> wanted) {
        try (all) {
            Map<String, Tensor> kept = new LinkedHashMap<>();
            wanted.forEach(name -> kept.put(name, all.take(name)));
            return Tensors.of(kept);
        }
    }
}
