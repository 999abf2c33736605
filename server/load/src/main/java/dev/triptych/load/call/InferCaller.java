package dev.triptych.load.call;

import dev.triptych.inference.GRPCInferenceServiceGrpc;
import dev.triptych.inference.ModelInferRequest;
import dev.triptych.inference.ModelInferResponse;
import dev.triptych.load.Answer;
import dev.triptych.load.Caller;
import io.grpc.CallOptions;
import io.grpc.stub.ClientCalls;
import io.grpc.stub.StreamObserver;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/**
 * Sends tensors to a graph by the Open Inference Protocol: the server without any decoding, as a bare loop runs.
 *
 * <p>Its requests are made once and sent in turn, so that the load costs next to nothing.
 */
public final class InferCaller implements Caller {
    private final Connections connections;
    private final List<ModelInferRequest> requests;
    private final int rows;

    /**
     * A caller.
     *
     * @param requests sent in turn, at least 1; see {@code TensorRequests}
     * @param rows what each counts as, in items
     */
    public InferCaller(Connections connections, List<ModelInferRequest> requests, int rows) {
        this.connections = connections;
        this.requests = List.copyOf(requests);
        this.rows = rows;
    }

    @Override
    public CompletableFuture<Answer> call(long number) {
        CompletableFuture<ModelInferResponse> future = new CompletableFuture<>();
        CallOptions options = CallOptions.DEFAULT.withDeadlineAfter(
                connections.settings().deadline().toNanos(), TimeUnit.NANOSECONDS);
        ClientCalls.asyncUnaryCall(
                connections.channel(number).newCall(GRPCInferenceServiceGrpc.getModelInferMethod(), options),
                requests.get((int) (number % requests.size())),
                new Completion(future));
        return Answers.of(future, rows, answer -> Answer.of(rows));
    }

    private record Completion(CompletableFuture<ModelInferResponse> future)
            implements StreamObserver<ModelInferResponse> {
        @Override
        public void onNext(ModelInferResponse answer) {
            future.complete(answer);
        }

        @Override
        public void onError(Throwable error) {
            future.completeExceptionally(error);
        }

        @Override
        public void onCompleted() {}
    }
}
