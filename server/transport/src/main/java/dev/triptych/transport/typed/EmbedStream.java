package dev.triptych.transport.typed;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import dev.triptych.runtime.serving.EmbedQuery;
import dev.triptych.runtime.serving.FieldRules;
import dev.triptych.runtime.serving.Inference;
import dev.triptych.runtime.serving.ModelListing;
import dev.triptych.runtime.serving.ModelListing.TaskKind;
import dev.triptych.runtime.serving.ModelRef;
import dev.triptych.runtime.serving.Outcome;
import dev.triptych.runtime.serving.Request;
import dev.triptych.spi.content.Content;
import dev.triptych.spi.error.Quoted;
import dev.triptych.spi.error.Reason;
import dev.triptych.spi.error.TaskException;
import dev.triptych.spi.model.Embedding;
import dev.triptych.transport.call.CallInfo;
import dev.triptych.transport.models.Models;
import dev.triptych.transport.status.ErrorMapper;
import dev.triptych.v1.EmbedItem;
import dev.triptych.v1.EmbedOptions;
import dev.triptych.v1.EmbedResult;
import dev.triptych.v1.EmbedStreamRequest;
import dev.triptych.v1.EmbedStreamResponse;
import dev.triptych.v1.EmbedStreamSetup;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One stream of items: each is a request of its own, answered when it is ready.
 *
 * <p>Messages arrive one at a time on the event loop; answers come from lanes. Invariants, under the stream's lock:
 *
 * <ul>
 *   <li>messages asked of the client = items under way + messages that may still come = the window, so no more than that
 *       many items are under way;
 *   <li>an answer gives its place back only while the client reads; else the place waits for {@code onReady};
 *   <li>the stream ends once: with OK when the client is done and nothing is under way, with UNAVAILABLE when the server
 *       drains and nothing is under way, or with the first failure.
 * </ul>
 */
final class EmbedStream implements StreamObserver<EmbedStreamRequest> {

    private final ServerCallStreamObserver<EmbedStreamResponse> out;
    private final CallInfo info;
    private final Inference inference;
    private final Models models;
    private final int window;
    private final EmbedCodec codec;
    private final ErrorMapper errors;

    private final Object lock = new Object();

    @GuardedBy("lock") private final Map<String, Request> open = new HashMap<>();

    @GuardedBy("lock") private int owed;

    @GuardedBy("lock") private boolean draining;

    @GuardedBy("lock") private boolean halfClosed;

    @GuardedBy("lock") private boolean ended;

    /** Touched on the event loop alone. */
    private @Nullable EmbedStreamSetup setup;

    EmbedStream(
            ServerCallStreamObserver<EmbedStreamResponse> out,
            CallInfo info,
            Inference inference,
            Models models,
            int window,
            EmbedCodec codec,
            ErrorMapper errors) {
        this.out = out;
        this.info = info;
        this.inference = inference;
        this.models = models;
        this.window = window;
        this.codec = codec;
        this.errors = errors;
    }

    /**
     * Takes over reading; called before the first message.
     *
     * @param left called when the call is over, well or not
     */
    void open(Runnable left) {
        out.disableAutoRequest();
        out.setOnReadyHandler(this::readOn);
        out.setOnCancelHandler(() -> {
            left.run();
            abandon();
        });
        out.setOnCloseHandler(left);
        out.request(1);
    }

    /**
     * Takes no more items; ends, when those under way are answered, with UNAVAILABLE, so that the client sends the rest
     * elsewhere.
     */
    void drain() {
        synchronized (lock) {
            draining = true;
            endWhenDone();
        }
    }

    @Override
    public void onNext(EmbedStreamRequest message) {
        try {
            switch (message.getKindCase()) {
                case SETUP -> setUp(message.getSetup());
                case ITEM -> item(message.getItem());
                case KIND_NOT_SET ->
                    throw TaskException.of(Reason.FIELD_MISSING, "a message holds neither setup nor item; set one");
            }
        } catch (TaskException e) {
            fail(e);
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

    private void setUp(EmbedStreamSetup message) {
        if (setup != null) {
            throw FieldRules.invalid("setup", "given twice; send it once, first");
        }
        // Fails now rather than at the first item: the model, its task and the options hold for all of them.
        EmbedCodec.check(model(message), message.getOptions());
        setup = message;
        out.request(window);
    }

    private ModelListing model(EmbedStreamSetup message) {
        return models.ready(new ModelRef(message.getModel(), message.getModelVersion()), TaskKind.EMBED);
    }

    private void item(EmbedItem item) {
        EmbedStreamSetup known = setup;
        if (known == null) {
            throw TaskException.of(Reason.FIELD_MISSING, "the first message is no setup; send the setup first")
                    .at("setup");
        }
        String id = item.getId();
        if (id.isEmpty()) {
            throw TaskException.of(Reason.FIELD_MISSING, "item.id is required in a stream")
                    .at("item.id");
        }
        ContentCodec.checkId(id, "item.id");
        Request request = inference.open(info.request());
        if (!enter(id, request)) {
            request.close();
            return;
        }
        start(id, request, known, item);
    }

    /** Registers an item; false when the stream has ended. */
    private boolean enter(String id, Request request) {
        synchronized (lock) {
            if (ended) {
                return false;
            }
            // An item that arrives while draining is taken: its client cannot know, and the core may refuse it.
            if (open.putIfAbsent(id, request) == null) {
                return true;
            }
        }
        request.close();
        throw FieldRules.invalid("item.id", Quoted.text(id) + " is already under way; use each id once at a time");
    }

    private void start(String id, Request request, EmbedStreamSetup known, EmbedItem item) {
        ModelListing model;
        try {
            model = model(known);
            Content content = codec.item(item, "item");
            EmbedOptions options = known.getOptions();
            EmbedQuery query = EmbedCodec.query(model, List.of(content), options);
            inference.embed(request, query).whenComplete((outcomes, failure) -> {
                EmbedResult result =
                        failure == null ? result(outcomes, id) : codec.failure(failure, id, info.requestId());
                answer(id, request, result, model.version());
            });
        } catch (Throwable failure) {
            answer(id, request, codec.failure(failure, id, info.requestId()), "");
        }
    }

    private EmbedResult result(List<Outcome<Embedding>> outcomes, String id) {
        try {
            return codec.result(outcomes.get(0), id, info.requestId());
        } catch (RuntimeException defect) {
            return codec.failure(defect, id, info.requestId());
        }
    }

    private void answer(String id, Request request, EmbedResult result, String version) {
        synchronized (lock) {
            open.remove(id);
            if (!ended) {
                out.onNext(EmbedStreamResponse.newBuilder()
                        .setResult(result)
                        .setModelVersion(version)
                        .build());
                owed++;
                endWhenDone();
            }
        }
        request.close();
        readOn();
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
        if (ended || !open.isEmpty()) {
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

    private void fail(TaskException failure) {
        List<Request> dropped;
        synchronized (lock) {
            if (ended) {
                return;
            }
            ended = true;
            dropped = List.copyOf(open.values());
            out.onError(errors.map(failure, info.requestId()));
        }
        dropped.forEach(Request::cancel);
    }

    private void abandon() {
        List<Request> dropped;
        synchronized (lock) {
            ended = true;
            dropped = List.copyOf(open.values());
        }
        dropped.forEach(Request::cancel);
    }
}
