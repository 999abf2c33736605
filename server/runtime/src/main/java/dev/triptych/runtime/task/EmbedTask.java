package dev.triptych.runtime.task;

import dev.triptych.runtime.serving.ModelListing.TaskKind;
import dev.triptych.runtime.serving.Outcome;
import dev.triptych.runtime.serving.Request;
import dev.triptych.spi.content.Content;
import dev.triptych.spi.error.Quoted;
import dev.triptych.spi.error.Reason;
import dev.triptych.spi.error.TaskException;
import dev.triptych.spi.model.Embedder;
import dev.triptych.spi.model.Embedding;
import dev.triptych.spi.tensor.DType;
import dev.triptych.spi.tensor.Tensor;
import dev.triptych.spi.tensor.TensorAllocator;
import dev.triptych.spi.tensor.TensorBuilder;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Embeds items through a lent model; what embed, classify and rank have in common. */
final class EmbedTask {
    private final Passage passage;

    EmbedTask(Passage passage) {
        this.passage = passage;
    }

    /** The embedder of the expected space, or the model's main one. */
    static Embedder embedder(Lease lease, String expectSpace) {
        List<Embedder> embedders = lease.all(Embedder.class);
        if (embedders.isEmpty()) {
            throw TaskException.of(
                    Reason.TASK_UNSUPPORTED, "model " + Quoted.text(lease.model()) + " has no embeddings");
        }
        if (expectSpace.isEmpty()) {
            return embedders.get(0);
        }
        return embedders.stream()
                .filter(embedder -> embedder.space().id().equals(expectSpace))
                .findFirst()
                .orElseThrow(() -> TaskException.of(
                        Reason.SPACE_MISMATCH,
                        "model " + Quoted.text(lease.model()) + " embeds into "
                                + embedders.stream().map(e -> e.space().id()).toList() + ", expected "
                                + Quoted.text(expectSpace)));
    }

    /** One vector or failure for each item, normalised if asked; vectors belong to the receiver. */
    CompletionStage<List<Outcome<Embedding>>> run(
            Request request,
            Lease lease,
            Embedder embedder,
            TaskKind kind,
            List<Content> items,
            boolean normalize,
            boolean truncate) {
        List<Content> accepted = new ArrayList<>();
        for (Content item : items) {
            if (embedder.modalities().contains(item.modality())) {
                accepted.add(item);
            }
        }
        List<CompletionStage<Embedding>> results = passage.run(request, lease, kind.name(), embedder, accepted);
        List<CompletionStage<Embedding>> inOrder = new ArrayList<>(items.size());
        int next = 0;
        for (Content item : items) {
            inOrder.add(
                    embedder.modalities().contains(item.modality())
                            ? results.get(next++)
                                    .thenApply(done -> finish(done, lease, normalize, truncate, request.tensors()))
                            : CompletableFuture.failedFuture(unsupported(lease, embedder, item)));
        }
        return Gather.all(inOrder);
    }

    private static TaskException unsupported(Lease lease, Embedder embedder, Content item) {
        return TaskException.of(
                Reason.MODALITY_UNSUPPORTED,
                "model " + Quoted.text(lease.model()) + " takes " + embedder.modalities() + " here, got "
                        + item.modality());
    }

    private static TaskException tooLong(Lease lease) {
        int limit = lease.limits().textTokens();
        return TaskException.of(
                        Reason.TEXT_TOO_LONG,
                        "the text has more tokens than the " + limit + " that model " + Quoted.text(lease.model())
                                + " takes; shorten it or allow truncation")
                .with("limit", String.valueOf(limit));
    }

    private static Embedding finish(
            Embedding embedding, Lease lease, boolean normalize, boolean truncate, TensorAllocator allocator) {
        if (embedding.truncated() && !truncate) {
            embedding.close();
            throw tooLong(lease);
        }
        if (!normalize || embedding.normalized()) {
            return embedding;
        }
        try (embedding;
                TensorBuilder builder =
                        allocator.allocate(DType.FP32, embedding.space().dim())) {
            float[] values = Vectors.normalize(Vectors.read(embedding.vector().host()));
            builder.buffer().asFloatBuffer().put(values);
            Tensor vector = builder.build();
            return new Embedding(embedding.space(), vector, true, embedding.truncated());
        }
    }
}
