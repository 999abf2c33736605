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
import dev.triptych.spi.model.Space;
import dev.triptych.spi.tensor.DType;
import dev.triptych.spi.tensor.TensorAllocator;
import dev.triptych.spi.tensor.TensorBuilder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletionStage;

/** Embeds items through a lent model; what embed, classify and rank have in common. */
final class EmbedTask {
    private final Batch batch;
    private final SharedEmbeddings shared;

    EmbedTask(Batch batch, SharedEmbeddings shared) {
        this.batch = batch;
        this.shared = shared;
    }

    /**
     * What becomes of a vector before it is answered.
     *
     * @param normalize whether it is brought to norm 1
     * @param dim the leading coordinates to keep, then normalised again; 0 for all
     */
    record Finish(boolean normalize, int dim) {
        /** Whole, of norm 1. */
        static final Finish UNIT = new Finish(true, 0);
    }

    /** The model's main embedder. */
    static Embedder embedder(Lease lease) {
        return embedder(lease, "", 0);
    }

    /**
     * The embedder of the expected space, or the model's main one.
     *
     * @param dim the leading coordinates to keep, which make a space of their own; 0 for all
     */
    static Embedder embedder(Lease lease, String expectSpace, int dim) {
        List<Embedder> embedders = lease.all(Embedder.class);
        if (embedders.isEmpty()) {
            throw TaskException.of(
                    Reason.TASK_UNSUPPORTED, "model " + Quoted.text(lease.model()) + " has no embeddings");
        }
        if (expectSpace.isEmpty()) {
            checkDim(embedders.get(0), dim);
            return embedders.get(0);
        }
        List<String> spaces = new ArrayList<>();
        for (Embedder embedder : embedders) {
            String id = dim == 0 || embedder.dims().contains(dim)
                    ? space(embedder, dim).id()
                    : embedder.space().id();
            spaces.add(id);
            if (id.equals(expectSpace)) {
                checkDim(embedder, dim);
                return embedder;
            }
        }
        throw TaskException.of(
                        Reason.SPACE_MISMATCH,
                        "model " + Quoted.text(lease.model()) + " embeds into " + spaces + ", expected "
                                + Quoted.text(expectSpace) + "; a cut space <id>@<dim> needs that dim")
                .at("options.expect_space");
    }

    private static void checkDim(Embedder embedder, int dim) {
        if (dim != 0 && dim != embedder.space().dim() && !embedder.dims().contains(dim)) {
            throw TaskException.of(
                            Reason.FIELD_INVALID,
                            "options.dim: got " + dim + ", must be 0, "
                                    + embedder.space().dim() + " or one of the model's " + embedder.dims())
                    .at("options.dim");
        }
    }

    private static Space space(Embedder embedder, int dim) {
        Space whole = embedder.space();
        return dim == 0 || dim == whole.dim() ? whole : whole.cut(dim);
    }

    /**
     * One vector or failure for each item; vectors belong to the receiver. What came before is not computed again, and
     * what another call computes is waited for.
     *
     * @param items texts among them know whether they may be cut
     */
    CompletionStage<List<Outcome<Embedding>>> run(
            Request request, Lease lease, Embedder embedder, TaskKind kind, List<Content> items, Finish finish) {
        return shared.on()
                ? shared.run(request, lease, embedder, kind, items)
                        .thenCompose(results -> gathered(request, lease, items, results, finish))
                : alone(request, lease, embedder, kind, items, finish);
    }

    /** The same, each item computed for this call alone and kept by nobody: for what is kept in another form. */
    CompletionStage<List<Outcome<Embedding>>> alone(
            Request request, Lease lease, Embedder embedder, TaskKind kind, List<Content> items, Finish finish) {
        return gathered(
                request,
                lease,
                items,
                batch.run(request, lease, kind, embedder, embedder.modalities(), items, item -> item),
                finish);
    }

    private static CompletionStage<List<Outcome<Embedding>>> gathered(
            Request request,
            Lease lease,
            List<Content> items,
            List<CompletionStage<Embedding>> results,
            Finish finish) {
        List<CompletionStage<Embedding>> finished = new ArrayList<>(items.size());
        for (int i = 0; i < items.size(); i++) {
            boolean whole = Texts.whole(items.get(i));
            finished.add(results.get(i).thenApply(done -> finish(done, lease, whole, finish, request.tensors())));
        }
        return Gather.all(finished);
    }

    private static Embedding finish(
            Embedding embedding, Lease lease, boolean whole, Finish finish, TensorAllocator allocator) {
        if (embedding.truncated() && whole) {
            embedding.close();
            throw Texts.tooLong(lease);
        }
        Space space = embedding.space();
        if (finish.dim() != 0 && finish.dim() != space.dim()) {
            return unit(embedding, space.cut(finish.dim()), allocator);
        }
        return !finish.normalize() || embedding.normalized() ? embedding : unit(embedding, space, allocator);
    }

    // The leading coordinates, of norm 1; takes the vector over.
    private static Embedding unit(Embedding embedding, Space space, TensorAllocator allocator) {
        try (embedding;
                TensorBuilder builder = allocator.allocate(DType.FP32, space.dim())) {
            float[] values = Vectors.read(embedding.vector().host());
            builder.buffer().asFloatBuffer().put(Vectors.normalize(Arrays.copyOf(values, space.dim())));
            return new Embedding(space, builder.build(), true, embedding.truncated());
        }
    }
}
