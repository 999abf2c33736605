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
import java.util.ArrayList;
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
        List<String> known = new ArrayList<>(graph.outputs().size());
        graph.outputs().forEach(port -> known.add(port.name()));
        List<String> wanted = query.outputs();
        boolean everything = wanted.isEmpty() || wanted.equals(known);
        if (!everything) {
            checkOutputs(lease.model(), known, wanted);
        }
        // Checked to be the graph's, all of them and nothing else.
        CompletionStage<Tensors> all =
                passage.raw(request, lease, graph, query.inputs().takeAll());
        return everything ? all : all.thenApply(some -> keep(some, wanted));
    }

    private static void checkInputs(String model, RawGraph graph, Tensors inputs) {
        for (Port port : graph.inputs()) {
            if (!inputs.has(port.name())) {
                throw TaskException.of(
                                Reason.INPUT_MISSING,
                                "model " + Quoted.text(model) + ": input " + Quoted.text(port.name()) + " is missing")
                        .at("inputs");
            }
            check(model, graph, port, inputs.get(port.name()));
        }
        if (inputs.ports().size() > graph.inputs().size()) {
            throw unknown(model, graph, inputs);
        }
        checkBatch(model, graph, inputs);
    }

    private static TaskException unknown(String model, RawGraph graph, Tensors inputs) {
        List<String> known = graph.inputs().stream().map(Port::name).toList();
        String name = inputs.ports().stream()
                .filter(port -> !known.contains(port))
                .findFirst()
                .orElse("");
        return TaskException.of(
                        Reason.INPUT_UNKNOWN,
                        "model " + Quoted.text(model) + " has no input " + Quoted.text(name) + "; it has " + known)
                .at("inputs");
    }

    private static void check(String model, RawGraph graph, Port port, Tensor tensor) {
        if (tensor.type() != port.type()) {
            throw TaskException.of(
                            Reason.TENSOR_TYPE,
                            where(model, port) + "expected " + port.type() + ", got " + tensor.type())
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
                            where(model, port) + "shape " + Arrays.toString(shape) + " does not fit " + port.dims()
                                    + " (-1 is free)")
                    .at("inputs");
        }
    }

    private static String where(String model, Port port) {
        return "model " + Quoted.text(model) + " input " + Quoted.text(port.name()) + ": ";
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

    private static void checkOutputs(String model, List<String> known, List<String> asked) {
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
    }

    private static Tensors keep(Tensors all, List<String> wanted) {
        try (all) {
            Map<String, Tensor> kept = new LinkedHashMap<>();
            wanted.forEach(name -> kept.put(name, all.take(name)));
            return Tensors.of(kept);
        }
    }
}
