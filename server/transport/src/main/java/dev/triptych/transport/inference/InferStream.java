package dev.triptych.transport.inference;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import dev.triptych.inference.InferParameter;
import dev.triptych.inference.ModelInferRequest;
import dev.triptych.inference.ModelInferResponse;
import dev.triptych.inference.ModelStreamInferResponse;
import dev.triptych.runtime.serving.Inference;
import dev.triptych.runtime.serving.Request;
import dev.triptych.spi.error.Reason;
import dev.triptych.spi.error.TaskException;
import dev.triptych.transport.call.CallInfo;
import dev.triptych.transport.status.ErrorMapper;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/**
 * One stream of inferences: each is a request of its own, and each is answered once.
 *
 * <p>As in Triton, models that answer each request once answer a stream in the order of its requests; an answer that is
 * ready before its turn waits. Every answer says that it is its request's last, so an empty last one, for which callers may
 * ask, never comes. A failure is an answer that holds the request's id and a message, unless the call's metadata asks for
 * a status: that ends the stream.
 *
 * <p>Messages arrive one at a time on the event loop; answers come from lanes. Invariants, under the stream's lock:
 *
 * <ul>
 *   <li>messages asked of the client = places taken + messages that may still come = the window;
 *   <li>a written answer gives its place back only while the client reads; else the place waits for {@code onReady};
 *   <li>the stream ends once: with OK when the client is done and all is answered, with UNAVAILABLE when the server drains
 *       and all is answered, or with the first failure of the stream itself.
 * </ul>
 */
final class InferStream implements StreamObserver<ModelInferRequest> {
    private static final String FINAL = "triton_final_response";
    private static final InferParameter YES =
            InferParameter.newBuilder().setBoolParam(true).build();

    /** A request under way, or answered before its turn. */
    private static final class Place {
        final Request open;

        @Nullable ModelStreamInferResponse answer;

        Place(Request open) {
            this.open = open;
        }
    }

    private final ServerCallStreamObserver<ModelStreamInferResponse> out;
    private final CallInfo info;
    private final Inference inference;
    private final BiFunction<CallInfo, ModelInferRequest, Prepared> reader;
    private final ErrorMapper errors;
    private final int window;

    private final Object lock = new Object();

    @GuardedBy("lock") private final Deque<Place> places = new ArrayDeque<>();

    @GuardedBy("lock") private int owed;

    @GuardedBy("lock") private boolean draining;

    @GuardedBy("lock") private boolean halfClosed;

    @GuardedBy("lock") private boolean ended;

    /**
     * @param reader reads a request; what it throws is that request's failure
     * @param window the most requests under way at once
     */
    InferStream(
            ServerCallStreamObserver<ModelStreamInferResponse> out,
            CallInfo info,
            Inference inference,
            BiFunction<CallInfo, ModelInferRequest, Prepared> reader,
            ErrorMapper errors,
            int window) {
        this.out = out;
        this.info = info;
        this.inference = inference;
        this.reader = reader;
        this.errors = errors;
        this.window = window;
    }

    /**
     * A request that has been read.
     *
     * @param info the call, ending when this request does
     */
    record Prepared(CallInfo info, InferJob<?> job) {}

    /** Takes over reading; {@code left} is called when the call is over, well or not. */
    void open(Runnable left) {
        out.disableAutoRequest();
        out.setOnReadyHandler(this::readOn);
        out.setOnCancelHandler(() -> {
            left.run();
            abandon();
        });
        out.setOnCloseHandler(left);
        out.request(window);
    }

    /** Takes no more requests; ends, when those under way are answered, with UNAVAILABLE. */
    void drain() {
        synchronized (lock) {
            draining = true;
            endWhenDone();
        }
    }

    @Override
    public void onNext(ModelInferRequest message) {
        Prepared prepared = null;
        Throwable refusal = null;
        try {
            prepared = reader.apply(info, message);
        } catch (Throwable failure) {
            refusal = failure;
        }
        Place place = new Place(inference.open((prepared == null ? info : prepared.info()).request()));
        synchronized (lock) {
            if (ended) {
                place.open.close();
                return;
            }
            places.add(place);
        }
        if (prepared == null) {
            answer(place, message, null, refusal);
        } else {
            start(place, message, prepared.job());
        }
    }

    @Override
    public void onError(Throwable gone) {
        abandon();
    }

    @Override
    public void onCompleted() {
        synchronized (lock) {
            halfClosed = true;
            endWhenDone();
        }
    }

    private <T> void start(Place place, ModelInferRequest message, InferJob<T> job) {
        CompletionStage<T> result;
        try {
            result = job.start(inference, place.open);
        } catch (Throwable failure) {
            answer(place, message, null, failure);
            return;
        }
        result.whenComplete((value, failure) -> {
            ModelInferResponse response = null;
            Throwable error = failure;
            try {
                response = failure == null ? job.write(value) : null;
            } catch (Throwable defect) {
                error = defect;
            }
            answer(place, message, response, error);
        });
    }

    private void answer(
            Place place,
            ModelInferRequest message,
            @Nullable ModelInferResponse response,
            @Nullable Throwable failure) {
        if (response == null && info.wantsStatus()) {
            place.open.close();
            fail(failure == null ? new NullPointerException("no answer") : failure);
            return;
        }
        ModelStreamInferResponse answer = response == null ? failed(message, failure) : done(response);
        synchronized (lock) {
            place.answer = answer;
            writeInTurn();
            endWhenDone();
        }
        place.open.close();
        readOn();
    }

    private static ModelStreamInferResponse done(ModelInferResponse response) {
        return ModelStreamInferResponse.newBuilder()
                .setInferResponse(response.toBuilder().putParameters(FINAL, YES))
                .build();
    }

    private ModelStreamInferResponse failed(ModelInferRequest message, @Nullable Throwable failure) {
        String words = errors.item(failure == null ? new NullPointerException("no answer") : failure, info.requestId())
                .getMessage();
        return ModelStreamInferResponse.newBuilder()
                .setErrorMessage(words)
                .setInferResponse(ModelInferResponse.newBuilder()
                        .setId(message.getId())
                        .setModelName(message.getModelName())
                        .setModelVersion(message.getModelVersion())
                        .putParameters(FINAL, YES))
                .build();
    }

    @GuardedBy("lock") private void writeInTurn() {
        for (Place first = places.peek(); first != null && first.answer != null; first = places.peek()) {
            places.remove();
            if (!ended) {
                out.onNext(first.answer);
                owed++;
            }
        }
    }

    private void readOn() {
        int more;
        synchronized (lock) {
            if (ended || halfClosed || draining || owed == 0 || !out.isReady()) {
                return;
            }
            more = owed;
            owed = 0;
        }
        out.request(more);
    }

    @GuardedBy("lock") private void endWhenDone() {
        if (ended || !places.isEmpty()) {
            return;
        }
        if (halfClosed) {
            ended = true;
            out.onCompleted();
        } else if (draining) {
            ended = true;
            out.onError(errors.map(
                    TaskException.of(Reason.DRAINING, "the server is shutting down; send the rest to another replica"),
                    info.requestId()));
        }
    }

    private void fail(Throwable failure) {
        List<Request> dropped;
        synchronized (lock) {
            if (ended) {
                return;
            }
            ended = true;
            dropped = underWay();
            out.onError(errors.map(failure, info.requestId()));
        }
        dropped.forEach(Request::cancel);
    }

    private void abandon() {
        List<Request> dropped;
        synchronized (lock) {
            ended = true;
            dropped = underWay();
        }
        dropped.forEach(Request::cancel);
    }

    // Outside the lock they are cancelled: a cancelled request may answer at once.
    @GuardedBy("lock") private List<Request> underWay() {
        List<Request> open = new ArrayList<>(places.size());
        places.forEach(place -> {
            if (place.answer == null) {
                open.add(place.open);
            }
        });
        return open;
    }
}
