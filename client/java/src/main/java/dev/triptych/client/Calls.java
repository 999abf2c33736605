package dev.triptych.client;

import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ClientCall;
import io.grpc.MethodDescriptor;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.ClientCalls;
import io.grpc.stub.StreamObserver;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

/**
 * Makes calls on a channel that already adds the headers; the one place where failures become exceptions. Immutable.
 *
 * @param channel where calls go
 * @param deadline how long a unary call may take, retries included
 */
record Calls(Channel channel, Duration deadline) {
    /** Makes a call and waits for its answer on the caller's thread. */
    <Q, A, R> R blocking(Call<Q, A, R> call) {
        A answer;
        try {
            answer = ClientCalls.blockingUnaryCall(channel, call.method(), options(), call.request());
        } catch (StatusRuntimeException e) {
            throw Failures.exception(e);
        }
        return call.read().apply(answer);
    }

    /** Makes a call; cancelling the future cancels it. */
    <Q, A, R> CompletableFuture<R> async(Call<Q, A, R> call) {
        ClientCall<Q, A> wire = channel.newCall(call.method(), options());
        CompletableFuture<R> future = new CompletableFuture<>();
        var unused = future.whenComplete((value, error) -> {
            if (future.isCancelled()) {
                wire.cancel("cancelled by the caller", null);
            }
        });
        ClientCalls.asyncUnaryCall(wire, call.request(), new Completion<>(future, call.read()));
        return future;
    }

    private CallOptions options() {
        return CallOptions.DEFAULT.withDeadlineAfter(deadline.toNanos(), TimeUnit.NANOSECONDS);
    }

    /**
     * A call that can be made either way.
     *
     * @param <Q> the request message
     * @param <A> the answer message
     * @param <R> what the caller sees
     */
    record Call<Q, A, R>(MethodDescriptor<Q, A> method, Q request, Function<A, R> read) {}

    private record Completion<A, R>(CompletableFuture<R> future, Function<A, R> read) implements StreamObserver<A> {
        @Override
        public void onNext(A answer) {
            try {
                future.complete(read.apply(answer));
            } catch (RuntimeException e) {
                // Whatever goes wrong in reading, the caller must not wait for ever.
                future.completeExceptionally(e);
            }
        }

        @Override
        public void onError(Throwable error) {
            future.completeExceptionally(Failures.exception(error));
        }

        @Override
        public void onCompleted() {}
    }
}
