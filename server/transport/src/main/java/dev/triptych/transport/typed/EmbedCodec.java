package dev.triptych.transport.typed;

import dev.triptych.runtime.serving.EmbedQuery;
import dev.triptych.runtime.serving.FieldRules;
import dev.triptych.runtime.serving.ModelListing;
import dev.triptych.runtime.serving.ModelRef;
import dev.triptych.runtime.serving.Outcome;
import dev.triptych.spi.content.Content;
import dev.triptych.spi.error.Quoted;
import dev.triptych.spi.model.Embedding;
import dev.triptych.transport.status.ErrorMapper;
import dev.triptych.v1.EmbedItem;
import dev.triptych.v1.EmbedOptions;
import dev.triptych.v1.EmbedRequest;
import dev.triptych.v1.EmbedResponse;
import dev.triptych.v1.EmbedResult;
import java.util.List;

/** Embed calls between the wire and the core. */
final class EmbedCodec {
    private final ContentCodec contents;
    private final ErrorMapper errors;

    EmbedCodec(ContentCodec contents, ErrorMapper errors) {
        this.contents = contents;
        this.errors = errors;
    }

    /** One item, its id checked. */
    Content item(EmbedItem item, String path) {
        ContentCodec.checkId(item.getId(), path + ".id");
        return contents.read(item.getContent(), path + ".content");
    }

    static EmbedQuery query(ModelListing model, List<Content> items, EmbedOptions options) {
        return new EmbedQuery(
                new ModelRef(model.name(), model.version()),
                items,
                new EmbedQuery.Options(
                        options.hasNormalize() ? options.getNormalize() : null,
                        Fields.truncates(options.getTruncation()),
                        options.getExpectSpace(),
                        options.hasPrompt() ? options.getPrompt() : null,
                        options.getDim()));
    }

    /** Refuses options that would fail every item of a stream, before the first one comes. */
    static void check(ModelListing model, EmbedOptions options) {
        Fields.truncates(options.getTruncation());
        int dim = options.getDim();
        if (dim != 0
                && model.spaces().stream()
                        .noneMatch(space ->
                                space.space().dim() == dim || space.shorter().contains(dim))) {
            throw FieldRules.invalid("options.dim", "got " + dim + ", which is no length that the model declares");
        }
        if (!options.getPrompt().isEmpty()
                && model.spaces().stream()
                        .noneMatch(space -> space.prompts().prefixes().containsKey(options.getPrompt()))) {
            throw FieldRules.invalid("options.prompt", Quoted.text(options.getPrompt()) + " is no prompt of the model");
        }
    }

    /** The whole answer; every vector is closed, whatever happens. */
    EmbedResponse response(
            ModelListing model, EmbedRequest request, List<Outcome<Embedding>> outcomes, String requestId) {
        EmbedResponse.Builder response =
                EmbedResponse.newBuilder().setModel(model.name()).setModelVersion(model.version());
        try {
            for (int i = 0; i < outcomes.size(); i++) {
                response.addResults(write(outcomes.get(i), request.getItems(i).getId(), requestId));
            }
            return response.build();
        } finally {
            Outcome.closeAll(outcomes, Embedding::close);
        }
    }

    /** One item's answer; its vector is closed. */
    EmbedResult result(Outcome<Embedding> outcome, String id, String requestId) {
        try {
            return write(outcome, id, requestId);
        } finally {
            Outcome.closeAll(List.of(outcome), Embedding::close);
        }
    }

    /** One item's failure. */
    EmbedResult failure(Throwable failure, String id, String requestId) {
        return EmbedResult.newBuilder()
                .setId(id)
                .setError(errors.item(failure, requestId))
                .build();
    }

    private EmbedResult write(Outcome<Embedding> outcome, String id, String requestId) {
        if (outcome instanceof Outcome.Failed<Embedding> failed) {
            return failure(failed.error(), id, requestId);
        }
        Embedding embedding = ((Outcome.Done<Embedding>) outcome).value();
        return EmbedResult.newBuilder()
                .setId(id)
                .setVector(Vectors.write(embedding))
                .setTruncated(embedding.truncated())
                .build();
    }
}
