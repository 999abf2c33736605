package dev.triptych.transport.typed;

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
import dev.triptych.transport.call.StreamWindow;
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
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * One stream of items: each is a request of its own, answered when it is ready.
 *
 * <p>{@link StreamWindow} says how many items are under way at once and how the stream ends.
 */
final class EmbedStream implements StreamObserver<EmbedStreamRequest> {
    private final CallInfo info;
    private final Inference inference;
    private final Models models;
    private final int window;
    private final EmbedCodec codec;

    private final StreamWindow<EmbedStreamResponse> stream;

    /** The ids under way. */
    private final Set<String> ids = ConcurrentHashMap.newKeySet();

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
        this.info = info;
        this.inference = inference;
        this.models = models;
        this.window = window;
        this.codec = codec;
        this.stream = new StreamWindow<>(out, errors, info.requestId());
    }

    /**
     * Takes over reading; called before the first message.
     *
     * @param left called when the call is over, well or not
     */
    void open(Runnable left) {
        stream.begin(1, left);
    }

    /** Takes no more items; see {@link StreamWindow#drain}. */
    void drain() {
        stream.drain();
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
            stream.fail(e);
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

    private void setUp(EmbedStreamSetup message) {
        if (setup != null) {
            throw FieldRules.invalid("setup", "given twice; send it once, first");
        }
        // Fails now rather than at the first item: the model, its task and the options hold for all of them.
        EmbedCodec.check(model(message), message.getOptions());
        setup = message;
        stream.widen(window);
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
        if (!ids.add(id)) {
            throw FieldRules.invalid("item.id", Quoted.text(id) + " is already under way; use each id once at a time");
        }
        Request request = inference.open(info.request());
        if (stream.enter(request)) {
            start(id, request, known, item);
        } else {
            request.close();
        }
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
        // Before the answer is seen: its reader may use the id again at once.
        ids.remove(id);
        stream.answer(
                request,
                EmbedStreamResponse.newBuilder()
                        .setResult(result)
                        .setModelVersion(version)
                        .build());
        request.close();
        stream.readOn();
    }
}
