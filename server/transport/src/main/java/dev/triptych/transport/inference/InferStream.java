package dev.triptych.transport.inference;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import dev.triptych.inference.InferParameter;
import dev.triptych.inference.ModelInferRequest;
import dev.triptych.inference.ModelInferResponse;
import dev.triptych.inference.ModelStreamInferResponse;
import dev.triptych.runtime.serving.Inference;
import dev.triptych.runtime.serving.Request;
import dev.triptych.transport.call.CallInfo;
import dev.triptych.transport.call.StreamWindow;
import dev.triptych.transport.status.ErrorMapper;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import java.util.ArrayDeque;
import java.util.Deque;
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
 * <p>{@link StreamWindow} says how many requests are under way at once and how the stream ends.
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

    private final CallInfo info;
    private final Inference inference;
    private final BiFunction<CallInfo, ModelInferRequest, Prepared> reader;
    private final ErrorMapper errors;
    private final int window;

    private final StreamWindow<ModelStreamInferResponse> stream;

    /** In the order of the requests; its lock is taken before the stream's. */
    @GuardedBy("places") private final Deque<Place> places = new ArrayDeque<>();

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
        this.stream = new StreamWindow<>(out, errors, info.requestId());
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
        stream.begin(window, left);
    }

    /** Takes no more requests; see {@link StreamWindow#drain}. */
    void drain() {
        stream.drain();
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
        if (!stream.enter(place.open)) {
            place.open.close();
            return;
        }
        synchronized (places) {
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
        stream.abandon();
    }

    @Override
    public void onCompleted() {
        stream.halfClose();
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
            stream.fail(failure == null ? new NullPointerException("no answer") : failure);
            return;
        }
        ModelStreamInferResponse answer = response == null ? failed(message, failure) : done(response);
        synchronized (places) {
            place.answer = answer;
            writeInTurn();
        }
        place.open.close();
        stream.readOn();
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

    @GuardedBy("places") private void writeInTurn() {
        for (Place first = places.peek(); first != null && first.answer != null; first = places.peek()) {
            places.remove();
            stream.answer(first.open, first.answer);
        }
    }
}
