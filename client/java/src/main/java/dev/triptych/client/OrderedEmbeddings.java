package dev.triptych.client;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.Spliterator;
import java.util.Spliterators;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;

/** Puts the answers of an {@link EmbedStream} back into the order of the inputs; a window of them is under way. */
final class OrderedEmbeddings implements Iterator<Result<Vector>> {
    private final EmbedStream stream;
    private final Iterator<Input> inputs;
    private final int window;
    private final Deque<CompletableFuture<Result<Vector>>> underWay = new ArrayDeque<>();
    // Why nothing more can be sent; told when all that was answered before is given out.
    private @Nullable TriptychException ended;

    private OrderedEmbeddings(EmbedStream stream, Iterator<Input> inputs, int window) {
        this.stream = stream;
        this.inputs = inputs;
        this.window = window;
    }

    static Stream<Result<Vector>> stream(EmbedStream stream, Stream<Input> inputs, int window) {
        OrderedEmbeddings results = new OrderedEmbeddings(stream, inputs.iterator(), window);
        Spliterator<Result<Vector>> spliterator =
                Spliterators.spliteratorUnknownSize(results, Spliterator.ORDERED | Spliterator.NONNULL);
        return StreamSupport.stream(spliterator, false).onClose(stream::close).onClose(inputs::close);
    }

    @Override
    public boolean hasNext() {
        send();
        if (underWay.isEmpty() && ended != null) {
            throw ended;
        }
        return !underWay.isEmpty();
    }

    private void send() {
        try {
            while (ended == null && underWay.size() < window && inputs.hasNext()) {
                underWay.add(stream.send(inputs.next()));
            }
        } catch (TriptychException e) {
            ended = e;
        }
        if (ended == null && underWay.size() < window) {
            stream.finish();
        }
    }

    @Override
    public Result<Vector> next() {
        if (!hasNext()) {
            throw new NoSuchElementException();
        }
        try {
            return underWay.remove().get();
        } catch (ExecutionException e) {
            throw Failures.exception(e.getCause() == null ? e : e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw Failure.of(ErrorCode.CANCELLED, "interrupted while waiting for an answer")
                    .toException(e);
        }
    }
}
