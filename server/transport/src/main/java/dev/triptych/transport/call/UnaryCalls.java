package dev.triptych.transport.call;

import dev.triptych.runtime.serving.Inference;
import dev.triptych.runtime.serving.Request;
import dev.triptych.transport.status.ErrorMapper;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Answers unary calls: opens the request, starts its work, writes one answer or one status, ends the request.
 *
 * <p>Nothing blocks. Work starts on the event loop; its answer is encoded and written on the thread that completed it.
 */
public final class UnaryCalls {
    private final Inference inference;
    private final ErrorMapper errors;

    public UnaryCalls(Inference inference, ErrorMapper errors) {
        this.inference = inference;
        this.errors = errors;
    }

    /** The mapper, for failures of single items. */
    public ErrorMapper errors() {
        return errors;
    }

    /**
     * Runs work for a call.
     *
     * @param info the call, with its deadline
     * @param work starts the work; what it throws fails the call
     * @param encode makes the answer and gives back everything the result owned; called even when the caller is gone
     */
    public <T, R> void run(
            CallInfo info,
            StreamObserver<R> observer,
            Function<Request, CompletionStage<T>> work,
            Function<T, R> encode) {
        ServerCallStreamObserver<R> out = (ServerCallStreamObserver<R>) observer;
        Request request = inference.open(info.request());
        out.setOnCancelHandler(request::cancel);
        if (out.isCancelled()) {
            request.cancel();
        }
        CompletionStage<Void> unused = start(request, work).handle((result, failure) -> {
            finish(info, out, request, result, failure, encode);
            return null;
        });
    }

    /** Answers at once, without a request of the core. */
    public <R> void answer(StreamObserver<R> observer, Supplier<R> answer) {
        R message;
        try {
            message = answer.get();
        } catch (Throwable failure) {
            observer.onError(errors.map(failure, CallInfo.current().requestId()));
            return;
        }
        observer.onNext(message);
        observer.onCompleted();
    }

    private static <T> CompletionStage<T> start(Request request, Function<Request, CompletionStage<T>> work) {
        try {
            return work.apply(request);
        } catch (Throwable failure) {
            return CompletableFuture.failedFuture(failure);
        }
    }

    private <T, R> void finish(
            CallInfo info,
            ServerCallStreamObserver<R> out,
            Request request,
            @Nullable T result,
            @Nullable Throwable failure,
            Function<T, R> encode) {
        try {
            if (failure != null || result == null) {
                out.onError(errors.map(
                        failure == null ? new NullPointerException("no result") : failure, info.requestId()));
            } else {
                write(out, encode.apply(result));
            }
        } catch (Throwable defect) {
            out.onError(errors.map(defect, info.requestId()));
        } finally {
            request.close();
        }
    }

    private static <R> void write(ServerCallStreamObserver<R> out, R message) {
        if (!out.isCancelled()) {
            out.onNext(message);
            out.onCompleted();
        }
    }
}
