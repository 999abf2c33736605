package dev.triptych.runtime.passage;

import dev.triptych.runtime.execution.StageImpl;
import dev.triptych.runtime.request.CallImpl;
import dev.triptych.runtime.request.RequestImpl;
import dev.triptych.runtime.serving.Watch;
import dev.triptych.spi.error.Reason;
import dev.triptych.spi.error.TaskException;
import dev.triptych.spi.model.RawGraph;
import dev.triptych.spi.tensor.Tensors;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;

/** The way of tensors straight to a stage: no plugin code, no host lane, answered from the device's lane. */
final class RawPassage {
    private final PassageParts parts;

    RawPassage(PassageParts parts) {
        this.parts = parts;
    }

    /** Owns the inputs from the call on, whatever the outcome. */
    CompletionStage<Tensors> run(RequestImpl request, LentModel model, RawGraph graph, Tensors inputs) {
        Reserved reservation;
        try {
            request.requireLive();
            // Once as they came and once in the batch.
            reservation =
                    Reserved.of(parts, request.info().tenant(), ItemPassage.rows(graph, inputs), 2 * bytes(inputs));
        } catch (TaskException e) {
            inputs.close();
            throw refused(model, graph, e);
        }
        try {
            parts.gate().enter(request.info().tenant(), 1);
        } catch (TaskException e) {
            reservation.cancel();
            inputs.close();
            throw refused(model, graph, e);
        }
        boolean begun = false;
        try {
            CompletionStage<Tensors> result = submit(request, model, graph, inputs, reservation);
            begun = true;
            return result;
        } finally {
            if (!begun) {
                // Only a defect of a plugin's stage throws; its caller's place must not stay taken.
                parts.gate().leave(request.info().tenant());
                reservation.close();
                inputs.close();
            }
        }
    }

    /** Counts a request that was turned away before its stage heard of it; gives its error back. */
    private TaskException refused(LentModel model, RawGraph graph, TaskException error) {
        parts.meter().item(model.model(), "infer", Watch.TENSOR, error.reason(), 0);
        parts.meter().shed(model.model(), error.reason(), 1);
        if (graph.stage() instanceof StageImpl stage) {
            stage.refused();
        }
        return error;
    }

    private CompletionStage<Tensors> submit(
            RequestImpl request, LentModel model, RawGraph graph, Tensors inputs, Reserved reservation) {
        Watch watch = new Watch(parts.meter(), request.info().timeline(), model.model(), Watch.TENSOR);
        CallImpl call = new CallImpl(request, model.guard(), watch, false);
        CompletableFuture<Tensors> result = new CompletableFuture<>();
        long started = parts.ticker().nanos();
        int rows = ItemPassage.rows(graph, inputs);
        int piece = RawSplit.pieceRows(graph, rows, inputs);
        RawSplit split = piece < rows ? new RawSplit(request, model, graph, watch) : null;
        CompletionStage<Tensors> run =
                split != null ? split.run(rows, piece, inputs) : graph.stage().submit(call, rows, inputs);
        // What has failed by now never stood in a queue.
        boolean refused =
                split != null ? split.refused() : run.toCompletableFuture().isDone();
        CompletionStage<Void> unused = run.handle((outputs, failure) -> {
            parts.gate().leave(request.info().tenant());
            reservation.close();
            long nanos = parts.ticker().nanos() - started;
            if (outputs != null) {
                parts.meter().item(model.model(), "infer", Watch.TENSOR, null, nanos);
                if (!result.complete(outputs)) {
                    outputs.close();
                }
            } else {
                TaskException error = reasoned(failure);
                parts.meter().item(model.model(), "infer", Watch.TENSOR, error.reason(), nanos);
                if (refused && ItemPassage.late(error)) {
                    parts.meter().shed(model.model(), error.reason(), 1);
                }
                result.completeExceptionally(error);
            }
            return null;
        });
        call.onEnd(() -> result.completeExceptionally(call.ending("", 0)));
        return result;
    }

    static TaskException reasoned(Throwable failure) {
        Throwable cause =
                failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
        return cause instanceof TaskException task
                ? task
                : TaskException.of(
                        Reason.SERVER_DEFECT, "The server met a defect; report it with the request id.", failure);
    }

    private static long bytes(Tensors inputs) {
        long bytes = 0;
        for (String port : inputs.ports()) {
            bytes += inputs.get(port).host().remaining();
        }
        return bytes;
    }
}
