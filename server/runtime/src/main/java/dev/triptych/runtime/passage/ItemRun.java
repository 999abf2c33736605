package dev.triptych.runtime.passage;

import dev.triptych.runtime.model.Hold;
import dev.triptych.runtime.plugin.PluginGuard;
import dev.triptych.runtime.request.CallImpl;
import dev.triptych.runtime.serving.Phase;
import dev.triptych.scheduling.HostKind;
import dev.triptych.spi.error.Reason;
import dev.triptych.spi.error.TaskException;
import dev.triptych.spi.model.Plan;
import dev.triptych.spi.model.Task;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * One item's passage through plugin code.
 *
 * <p>Two ends are kept apart: the caller's, which comes at once when the request ends, and the item's own, when nothing of
 * it runs any more; what was admitted and reserved for it is given back at the second, and so is its hold of the model.
 */
final class ItemRun<I, O> {
    private final PassageParts parts;
    private final PluginGuard guard;
    private final CallImpl call;
    private final String model;
    private final String taskName;
    private final Runnable ended;
    private final Hold hold;
    private final long started;
    private final AtomicBoolean over = new AtomicBoolean();
    private final CompletableFuture<O> result = new CompletableFuture<>();

    /** Negative before the decode has ended. */
    private volatile long decodeNanos = -1;

    /**
     * @param hold keeps the model; closed when nothing of the item runs any more
     * @param ended runs once, when nothing of the item runs any more, before its result completes
     */
    ItemRun(PassageParts parts, LentModel model, CallImpl call, String taskName, Hold hold, Runnable ended) {
        this.parts = parts;
        this.guard = model.guard();
        this.call = call;
        this.model = model.model();
        this.taskName = taskName;
        this.ended = ended;
        this.hold = hold;
        this.started = parts.ticker().nanos();
    }

    CompletableFuture<O> result() {
        return result;
    }

    /** Queues the item; never throws. */
    void start(Task<I, O> task, I item, Plan plan) {
        try {
            call.host(HostKind.DECODE, plan.hostNanos(), () -> prepare(task, item), this::fail);
            call.onEnd(() -> result.completeExceptionally(call.ending("", 0)));
        } catch (RuntimeException | Error e) {
            // The item's alone: those before it run already, and those after it may.
            fail(RawPassage.reasoned(e));
        }
    }

    private void prepare(Task<I, O> task, I item) {
        long begun = parts.ticker().nanos();
        CompletionStage<O> running;
        try {
            running = guard.call("run", () -> task.run(call, item));
        } catch (TaskException e) {
            decoded(begun);
            // A decoder that gave up knows only that nobody waits; the call knows why.
            boolean gaveUp = e.reason() == Reason.CALL_CANCELLED && call.cancelled();
            fail(gaveUp ? call.ending("decode", begun - started) : e);
            return;
        }
        decoded(begun);
        running.whenComplete((answer, failure) -> {
            if (failure != null) {
                fail(guard.translated("run", failure));
            } else if (answer == null) {
                fail(TaskException.of(Reason.PLUGIN_FAILURE, "The plugin completed with null; report it."));
            } else {
                succeed(answer);
            }
        });
    }

    private void decoded(long begun) {
        long done = parts.ticker().nanos();
        decodeNanos = done - begun;
        parts.meter().host(model, "decode", begun - started, decodeNanos);
        call.watch().host(Phase.DECODE_QUEUE, started, begun);
        call.watch().host(Phase.DECODE, begun, done);
    }

    private void succeed(O answer) {
        try {
            if (!end(null) || !result.complete(answer)) {
                wasted();
                discard(answer);
            }
        } finally {
            hold.close();
        }
    }

    private void fail(TaskException error) {
        try {
            if (end(error.reason())) {
                wasted();
                result.completeExceptionally(error);
            }
        } finally {
            hold.close();
        }
    }

    private boolean end(@Nullable Reason reason) {
        if (!over.compareAndSet(false, true)) {
            return false;
        }
        long nanos = parts.ticker().nanos() - started;
        parts.meter().item(model, taskName, call.watch().modality(), reason, nanos);
        hold.loaded().items().ended(reason == null, nanos);
        call.end();
        ended.run();
        return true;
    }

    private void wasted() {
        if (decodeNanos >= 0) {
            parts.meter().wasted(model, decodeNanos);
        }
    }

    private void discard(O answer) {
        if (answer instanceof AutoCloseable closeable) {
            guard.run("close", () -> close(closeable));
        }
    }

    private static void close(AutoCloseable answer) {
        try {
            answer.close();
        } catch (RuntimeException e) {
            throw e;
        } catch (Exception e) {
            throw new IllegalStateException("an answer that cannot be closed", e);
        }
    }
}
