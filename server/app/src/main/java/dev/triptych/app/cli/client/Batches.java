package dev.triptych.app.cli.client;

import dev.triptych.client.ErrorCode;
import dev.triptych.client.Failure;
import dev.triptych.client.Input;
import dev.triptych.client.TriptychException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.EnumSet;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.function.BiConsumer;
import java.util.function.Function;
import java.util.function.LongSupplier;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Sends any number of inputs in calls of a bounded size, two under way, and gives out the outcomes in order.
 *
 * <p>The bounds lie far below a server's usual limits; a call that a server finds too large all the same, or does not
 * answer in time, is cut in two until it is answered. A failure that no other call would escape ends the run when it meets
 * the first call; later it becomes the outcome of all inputs left, so that what was answered is not lost. For one thread.
 *
 * @param <T> what a successful input yields
 */
final class Batches<T> {
    static final int MAX_ITEMS = 64;
    static final int MAX_BYTES = 8 << 20;
    private static final int UNDER_WAY = 2;

    // These speak of the server, the model or the options, not of the items of one call.
    private static final Set<ErrorCode> OF_EVERY_CALL = EnumSet.of(
            ErrorCode.UNAVAILABLE,
            ErrorCode.NOT_FOUND,
            ErrorCode.FAILED_PRECONDITION,
            ErrorCode.INVALID_ARGUMENT,
            ErrorCode.UNAUTHENTICATED,
            ErrorCode.PERMISSION_DENIED,
            ErrorCode.UNIMPLEMENTED,
            ErrorCode.CANCELLED);

    private final SourceReader reader;
    private final Function<List<Input>, CompletableFuture<List<Outcome<T>>>> call;
    private final BiConsumer<Source, Outcome<T>> sink;
    private final Deque<Batch<T>> underWay = new ArrayDeque<>();
    private final BatchSize size;
    private final LongSupplier nanos;
    private boolean answered;
    private @Nullable TriptychException fatal;

    /**
     * Makes a run.
     *
     * @param call one call; as many outcomes as inputs
     * @param sink takes each source's outcome, in order
     * @param size how many inputs go into a call
     * @param nanos a clock, to tell fast calls from slow ones
     */
    Batches(
            SourceReader reader,
            Function<List<Input>, CompletableFuture<List<Outcome<T>>>> call,
            BiConsumer<Source, Outcome<T>> sink,
            BatchSize size,
            LongSupplier nanos) {
        this.reader = reader;
        this.call = call;
        this.sink = sink;
        this.size = size;
        this.nanos = nanos;
    }

    private record Batch<T>(
            List<Source> sources,
            List<Outcome<Input>> read,
            List<Input> inputs,
            long began,
            CompletableFuture<List<Outcome<T>>> answer) {}

    /**
     * Sends all sources.
     *
     * @return the failure that ended the run early; null when every call was made
     * @throws TriptychException such a failure, when nothing had been answered before
     */
    @Nullable TriptychException run(List<Source> sources) throws InterruptedException {
        int next = 0;
        while (next < sources.size() && fatal == null) {
            next = send(sources, next);
            if (underWay.size() == UNDER_WAY) {
                settle(underWay.remove());
            }
        }
        while (!underWay.isEmpty()) {
            settle(underWay.remove());
        }
        if (fatal != null) {
            Outcome<T> failed = Outcome.failed(fatal.failure());
            sources.subList(next, sources.size()).forEach(source -> sink.accept(source, failed));
        }
        return fatal;
    }

    // Reads sources until a call is full; answers the position of the first that is left.
    private int send(List<Source> sources, int from) {
        List<Outcome<Input>> read = new ArrayList<>();
        List<Input> inputs = new ArrayList<>();
        long bytes = 0;
        int next = from;
        while (next < sources.size() && inputs.size() < size.now() && bytes < MAX_BYTES) {
            Outcome<Input> outcome = reader.read(sources.get(next++));
            read.add(outcome);
            if (outcome.value() != null) {
                inputs.add(outcome.value());
                bytes += outcome.value().sizeInBytes();
            }
        }
        long began = nanos.getAsLong();
        CompletableFuture<List<Outcome<T>>> answer =
                inputs.isEmpty() ? CompletableFuture.completedFuture(List.of()) : call.apply(inputs);
        underWay.add(new Batch<>(sources.subList(from, next), read, inputs, began, answer));
        return next;
    }

    private void settle(Batch<T> batch) throws InterruptedException {
        List<Outcome<T>> outcomes = collect(batch.inputs(), batch.began(), batch.answer());
        int used = 0;
        for (int i = 0; i < batch.sources().size(); i++) {
            Failure unread = batch.read().get(i).failure();
            sink.accept(batch.sources().get(i), unread == null ? outcomes.get(used++) : Outcome.failed(unread));
        }
    }

    private List<Outcome<T>> collect(List<Input> inputs, long began, CompletableFuture<List<Outcome<T>>> answer)
            throws InterruptedException {
        try {
            return collect(inputs, began, answer.get());
        } catch (ExecutionException e) {
            if (!(e.getCause() instanceof TriptychException error)) {
                throw new IllegalStateException(e.getCause());
            }
            boolean late = late(error.failure());
            if (late) {
                size.late(inputs.size());
            }
            if ((late || tooLarge(error)) && inputs.size() > 1) {
                return again(inputs);
            }
            if (late && !answered) {
                throw error;
            }
            refused(error);
            return Collections.nCopies(inputs.size(), Outcome.failed(error.failure()));
        }
    }

    // Servers answer in time even when some of the inputs, or all, were not reached.
    private List<Outcome<T>> collect(List<Input> inputs, long began, List<Outcome<T>> answer)
            throws InterruptedException {
        List<Integer> late = IntStream.range(0, answer.size())
                .filter(i -> late(answer.get(i).failure()))
                .boxed()
                .toList();
        answered |= late.size() < inputs.size();
        if (late.isEmpty()) {
            size.ended(inputs.size(), Duration.ofNanos(nanos.getAsLong() - began));
            return answer;
        }
        size.late(inputs.size());
        if (inputs.size() > 1) {
            List<Outcome<T>> outcomes = new ArrayList<>(answer);
            Iterator<Outcome<T>> second =
                    again(late.stream().map(inputs::get).toList()).iterator();
            late.forEach(i -> outcomes.set(i, second.next()));
            return outcomes;
        }
        Failure failure = answer.get(0).failure();
        if (!answered && failure != null) {
            throw failure.toException();
        }
        return answer;
    }

    // In two calls, one after the other.
    private List<Outcome<T>> again(List<Input> inputs) throws InterruptedException {
        int middle = inputs.size() / 2;
        List<Outcome<T>> outcomes = new ArrayList<>();
        for (List<Input> half : List.of(inputs.subList(0, middle), inputs.subList(middle, inputs.size()))) {
            if (!half.isEmpty()) {
                outcomes.addAll(collect(half, nanos.getAsLong(), call.apply(half)));
            }
        }
        return outcomes;
    }

    private static boolean late(@Nullable Failure failure) {
        return failure != null && failure.code() == ErrorCode.DEADLINE_EXCEEDED;
    }

    private void refused(TriptychException error) {
        if (!OF_EVERY_CALL.contains(error.code())) {
            return;
        }
        if (!answered) {
            throw error;
        }
        fatal = error;
    }

    private static boolean tooLarge(TriptychException error) {
        return error.code() == ErrorCode.RESOURCE_EXHAUSTED || error.reason().equals("BATCH_TOO_LARGE");
    }
}
