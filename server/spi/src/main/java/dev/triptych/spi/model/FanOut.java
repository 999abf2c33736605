package dev.triptych.spi.model;

import dev.triptych.spi.error.Reason;
import dev.triptych.spi.error.TaskException;
import dev.triptych.spi.tensor.Tensors;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * One item's many rows through one stage: frames of a clip, windows of a sound, candidates of a first pass.
 *
 * <p>Rows are made when they are needed and never more than {@link Stage#window} are under way, so that a two-hour sound
 * neither fills a queue nor memory. The result completes when nothing is under way any more, whatever happened: from then
 * on neither source nor sink is called and no memory is held. The first failure is the result's; it is a
 * {@link TaskException} or a defect.
 */
public final class FanOut {
    /** Makes the rows to submit. */
    @FunctionalInterface
    public interface Source {
        /** The inputs of {@code count} rows, the first of them number {@code first}; their owner is the stage. */
        Tensors rows(int first, int count);
    }

    /** Takes the rows that came back. */
    @FunctionalInterface
    public interface Sink {
        /** The outputs of {@code count} rows from number {@code first} on, owned by the sink; in any order of rows. */
        void rows(int first, int count, Tensors outputs);
    }

    private final Call call;
    private final Stage stage;
    private final int rows;
    private final Source source;
    private final Sink sink;
    private final CompletableFuture<@Nullable Void> end = new CompletableFuture<>();

    // All below: guarded by this.
    private @Nullable Throwable failure;
    private int next;
    private int underWay;
    private boolean driving;

    private FanOut(Call call, Stage stage, int rows, Source source, Sink sink) {
        this.call = call;
        this.stage = stage;
        this.rows = rows;
        this.source = source;
        this.sink = sink;
    }

    /**
     * Runs rows 0 to {@code rows - 1}. Source and sink are called on the caller's thread or on the call's host lanes; the
     * source by one thread at a time, the sink by several.
     */
    public static CompletionStage<@Nullable Void> run(Call call, Stage stage, int rows, Source source, Sink sink) {
        FanOut fanOut = new FanOut(call, stage, rows, source, sink);
        fanOut.drive();
        return fanOut.end;
    }

    /** Submits until the window is full; a submission that completes in place comes back here without recursion. */
    private void drive() {
        synchronized (this) {
            if (driving) {
                return;
            }
            driving = true;
        }
        for (Slice slice = claim(); slice != null; slice = claim()) {
            submit(slice);
        }
    }

    private record Slice(int first, int count) {}

    /** Takes the next rows to submit; null when there is nothing to do now, and then driving has stopped. */
    private @Nullable Slice claim() {
        synchronized (this) {
            if (failure == null && next < rows && call.cancelled()) {
                failure = late();
            }
            int room = underWay == 0 ? Math.max(1, stage.window()) : stage.window() - underWay;
            int count = failure != null ? 0 : Math.min(Math.min(rows - next, stage.maxRows()), room);
            if (count > 0) {
                Slice slice = new Slice(next, count);
                next += count;
                underWay += count;
                return slice;
            }
            driving = false;
            if (underWay > 0) {
                return null;
            }
        }
        complete();
        return null;
    }

    private TaskException late() {
        return call.remainingNanos() <= 0
                ? TaskException.of(
                        Reason.DEADLINE_EXCEEDED,
                        "the deadline passed with " + (rows - next) + " of " + rows + " rows of stage " + stage.name()
                                + " not begun; allow more time, or send less")
                : TaskException.of(Reason.CALL_CANCELLED, "the caller went away");
    }

    private void submit(Slice slice) {
        CompletionStage<Tensors> result;
        try {
            result = stage.submit(call, slice.count(), source.rows(slice.first(), slice.count()));
        } catch (Throwable fault) {
            back(slice.count(), fault);
            return;
        }
        result.whenCompleteAsync(
                (outputs, error) -> arrived(slice.first(), slice.count(), outputs, error), call.host());
    }

    private void arrived(int first, int count, @Nullable Tensors outputs, @Nullable Throwable error) {
        Throwable fault = error instanceof CompletionException && error.getCause() != null ? error.getCause() : error;
        if (outputs != null) {
            fault = deliver(first, count, outputs);
        }
        back(count, fault);
        drive();
    }

    private @Nullable Throwable deliver(int first, int count, Tensors outputs) {
        synchronized (this) {
            if (failure != null) {
                outputs.close();
                return null;
            }
        }
        try {
            sink.rows(first, count, outputs);
            return null;
        } catch (Throwable fault) {
            return fault;
        }
    }

    private synchronized void back(int count, @Nullable Throwable fault) {
        underWay -= count;
        if (failure == null) {
            failure = fault;
        }
    }

    private void complete() {
        Throwable fault;
        synchronized (this) {
            fault = failure;
        }
        if (fault == null) {
            end.complete(null);
        } else {
            end.completeExceptionally(fault);
        }
    }
}
