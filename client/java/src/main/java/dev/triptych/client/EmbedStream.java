package dev.triptych.client;

import dev.triptych.v1.EmbedItem;
import dev.triptych.v1.EmbedServiceGrpc;
import dev.triptych.v1.EmbedStreamRequest;
import dev.triptych.v1.EmbedStreamResponse;
import dev.triptych.v1.EmbedStreamSetup;
import io.grpc.Channel;
import io.grpc.stub.ClientCallStreamObserver;
import io.grpc.stub.ClientResponseObserver;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * A stream of items to embed, each answered when it is ready, in any order; {@link #send} gives the future of its item.
 *
 * <p>Thread-safe. Close it, best by try-with-resources: that cancels whatever is not answered. It has no deadline.
 */
public final class EmbedStream implements AutoCloseable {
    private final int maxInFlight;

    // Held while a message is written, since gRPC takes one at a time; taken before `lock`, never by a callback.
    private final ReentrantLock sending = new ReentrantLock();

    // Guards all that follows; `changed` is signalled when there may be room to send, or the stream has ended.
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final Map<String, CompletableFuture<Result<Vector>>> pending = new HashMap<>();
    private long nextId;
    private boolean finished;
    private @Nullable TriptychException ended;

    // Set by gRPC inside open(), before anybody else sees the stream.
    @SuppressWarnings("NullAway.Init")
    private ClientCallStreamObserver<EmbedStreamRequest> requests;

    private EmbedStream(int maxInFlight) {
        this.maxInFlight = maxInFlight;
    }

    static EmbedStream open(Channel channel, String model, EmbedOptions options, int maxInFlight) {
        if (maxInFlight < 1) {
            throw new IllegalArgumentException("maxInFlight must be at least 1, got " + maxInFlight);
        }
        EmbedStream stream = new EmbedStream(maxInFlight);
        var unused = EmbedServiceGrpc.newStub(channel).embedStream(stream.new Answers());
        ModelName name = ModelName.of(model);
        stream.requests.onNext(EmbedStreamRequest.newBuilder()
                .setSetup(EmbedStreamSetup.newBuilder()
                        .setModel(name.name())
                        .setModelVersion(name.version())
                        .setOptions(options.wire()))
                .build());
        return stream;
    }

    /**
     * Sends an item, after waiting until fewer than the most allowed are under way and the server takes more.
     *
     * @return the item's result; it fails with {@link TriptychException} when the stream ends without one. Cancelling it
     *     does not stop the item
     * @throws TriptychException when the stream has ended, or the thread is interrupted while it waits
     * @throws IllegalStateException after {@link #finish}
     */
    public CompletableFuture<Result<Vector>> send(Input input) {
        sending.lock();
        try {
            CompletableFuture<Result<Vector>> future = new CompletableFuture<>();
            String id = register(future);
            requests.onNext(EmbedStreamRequest.newBuilder()
                    .setItem(EmbedItem.newBuilder().setId(id).setContent(input.content()))
                    .build());
            return future;
        } catch (IllegalStateException e) {
            // gRPC refuses to write on a call that close() cancelled in between.
            TriptychException why = reasonOfEnd();
            throw why == null ? e : why;
        } finally {
            sending.unlock();
        }
    }

    private String register(CompletableFuture<Result<Vector>> future) {
        lock.lock();
        try {
            awaitRoom();
            String id = Long.toString(nextId++);
            pending.put(id, future);
            return id;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw Failure.of(ErrorCode.CANCELLED, "interrupted while waiting to send")
                    .toException(e);
        } finally {
            lock.unlock();
        }
    }

    private void awaitRoom() throws InterruptedException {
        while (ended == null && !finished && (pending.size() >= maxInFlight || !requests.isReady())) {
            changed.await();
        }
        if (ended != null) {
            throw ended.failure().toException(ended);
        }
        if (finished) {
            throw new IllegalStateException("the stream is finished");
        }
    }

    /** Says that no more items come; answers still do. Doing it twice does nothing. */
    public void finish() {
        sending.lock();
        try {
            lock.lock();
            try {
                if (finished || ended != null) {
                    return;
                }
                finished = true;
            } finally {
                lock.unlock();
            }
            requests.onCompleted();
        } catch (IllegalStateException e) {
            if (reasonOfEnd() == null) {
                throw e;
            }
        } finally {
            sending.unlock();
        }
    }

    /** Cancels the call unless it has ended; items not answered fail with {@link CancelledException}. */
    @Override
    public void close() {
        if (end(Failure.of(ErrorCode.CANCELLED, "the stream was closed").toException())) {
            requests.cancel("closed by the caller", null);
        }
    }

    private @Nullable TriptychException reasonOfEnd() {
        lock.lock();
        try {
            return ended;
        } finally {
            lock.unlock();
        }
    }

    private boolean end(TriptychException why) {
        List<CompletableFuture<Result<Vector>>> unanswered;
        lock.lock();
        try {
            if (ended != null) {
                return false;
            }
            ended = why;
            unanswered = new ArrayList<>(pending.values());
            pending.clear();
            changed.signalAll();
        } finally {
            lock.unlock();
        }
        // Outside the lock: this runs the caller's code.
        unanswered.forEach(future -> future.completeExceptionally(why));
        return true;
    }

    private @Nullable CompletableFuture<Result<Vector>> take(String id) {
        lock.lock();
        try {
            CompletableFuture<Result<Vector>> future = pending.remove(id);
            changed.signalAll();
            return future;
        } finally {
            lock.unlock();
        }
    }

    private final class Answers implements ClientResponseObserver<EmbedStreamRequest, EmbedStreamResponse> {
        @Override
        public void beforeStart(ClientCallStreamObserver<EmbedStreamRequest> stream) {
            requests = stream;
            stream.setOnReadyHandler(() -> {
                lock.lock();
                try {
                    changed.signalAll();
                } finally {
                    lock.unlock();
                }
            });
        }

        @Override
        public void onNext(EmbedStreamResponse answer) {
            CompletableFuture<Result<Vector>> future = take(answer.getResult().getId());
            if (future != null) {
                future.complete(EmbedCodec.result(answer.getResult()));
            } else if (end(Failure.of(ErrorCode.INTERNAL, "the server answered an item that was not asked")
                    .toException())) {
                requests.cancel("answer without an item", null);
            }
        }

        @Override
        public void onError(Throwable error) {
            end(Failures.exception(error));
        }

        @Override
        public void onCompleted() {
            end(Failure.of(ErrorCode.INTERNAL, "the server ended the stream without an answer")
                    .toException());
        }
    }
}
