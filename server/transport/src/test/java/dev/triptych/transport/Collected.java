package dev.triptych.transport;

import io.grpc.stub.ClientCallStreamObserver;
import io.grpc.stub.ClientResponseObserver;
import io.grpc.stub.StreamObserver;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** Collects what comes back; {@link #end} completes with the call. */
public final class Collected<Q, T> implements StreamObserver<T>, ClientResponseObserver<Q, T> {
    public final BlockingQueue<T> messages = new LinkedBlockingQueue<>();
    public final CompletableFuture<Void> end = new CompletableFuture<>();
    public ClientCallStreamObserver<Q> call;

    /** The next message; fails after ten seconds. */
    public T next() throws InterruptedException {
        T message = messages.poll(10, TimeUnit.SECONDS);
        if (message == null) {
            throw new AssertionError("no message; the call ended: " + end);
        }
        return message;
    }

    /** Waits for the end; the failure when the call failed, else null. */
    public Throwable ended() throws Exception {
        return end.handle((ok, failure) -> failure).get(10, TimeUnit.SECONDS);
    }

    @Override
    public void beforeStart(ClientCallStreamObserver<Q> stream) {
        call = stream;
    }

    @Override
    public void onNext(T message) {
        messages.add(message);
    }

    @Override
    public void onError(Throwable failure) {
        end.completeExceptionally(failure);
    }

    @Override
    public void onCompleted() {
        end.complete(null);
    }
}
