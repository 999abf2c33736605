package dev.triptych.runtime.task;

import dev.triptych.runtime.serving.ModelListing.TaskKind;
import dev.triptych.runtime.serving.Request;
import dev.triptych.spi.content.Content;
import dev.triptych.spi.content.Modality;
import dev.triptych.spi.error.Quoted;
import dev.triptych.spi.error.Reason;
import dev.triptych.spi.error.TaskException;
import dev.triptych.spi.model.Task;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;

/** Sends a call's items to one task of a model; those of a modality that it does not take fail by themselves. */
final class Batch {
    private final Passage passage;

    Batch(Passage passage) {
        this.passage = passage;
    }

    /**
     * One result for each content, in order.
     *
     * @param modalities what the task takes
     * @param item what the task is given for a content
     */
    <I, O> List<CompletionStage<O>> run(
            Request request,
            Lease lease,
            TaskKind kind,
            Task<I, O> task,
            Set<Modality> modalities,
            List<Content> contents,
            Function<Content, I> item) {
        List<I> accepted = contents.stream()
                .filter(content -> modalities.contains(content.modality()))
                .map(item)
                .toList();
        List<CompletionStage<O>> results = passage.run(request, lease, kind.name(), task, accepted);
        List<CompletionStage<O>> inOrder = new ArrayList<>(contents.size());
        int next = 0;
        for (Content content : contents) {
            inOrder.add(
                    modalities.contains(content.modality())
                            ? results.get(next++)
                            : CompletableFuture.failedFuture(unsupported(lease, modalities, content)));
        }
        return inOrder;
    }

    static TaskException unsupported(Lease lease, Set<Modality> modalities, Content content) {
        return TaskException.of(
                Reason.MODALITY_UNSUPPORTED,
                "model " + Quoted.text(lease.model()) + " takes " + modalities + " here, got " + content.modality());
    }
}
