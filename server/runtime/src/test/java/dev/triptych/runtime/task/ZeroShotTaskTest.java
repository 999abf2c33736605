package dev.triptych.runtime.task;

import static org.assertj.core.api.Assertions.assertThat;

import dev.triptych.runtime.cache.EmbeddingCache;
import dev.triptych.runtime.serving.Classification.Scored;
import dev.triptych.runtime.serving.Classifications;
import dev.triptych.runtime.serving.ClassifyQuery;
import dev.triptych.runtime.serving.Meter;
import dev.triptych.runtime.serving.ModelRef;
import dev.triptych.runtime.serving.Outcome;
import dev.triptych.runtime.serving.Request;
import dev.triptych.runtime.serving.RequestInfo;
import dev.triptych.spi.content.Content;
import dev.triptych.spi.error.Reason;
import dev.triptych.spi.error.TaskException;
import dev.triptych.spi.tensor.TensorAllocator;
import dev.triptych.testing.LedgerExtension;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Long lists of labels: embedded in parts, kept as far as they came. Here a pass holds at most 128 sentences. */
class ZeroShotTaskTest {
    @RegisterExtension
    final LedgerExtension memory = new LedgerExtension();

    private final FakePassage passage = new FakePassage(memory.allocator());
    private final FakeModel model = new FakeModel();

    private final ModelInference inference = inference(passage, model);

    @Test
    void classify_manyLabels_areEmbeddedInPassesAndThenTheItems() {
        assertThat(get(query(300, "{}")).items()).hasSize(2);
        assertThat(passage.runs).containsExactly(128, 128, 44, 2);
        assertThat(get(query(300, "{}")).items()).hasSize(2);
        assertThat(passage.runs).containsExactly(128, 128, 44, 2, 2);
    }

    @Test
    void classify_moreSentencesThanFitTogether_haveSmallerPassesAndTheSameScores() {
        List<Scored> whole = scored(get(query(50, "a {}", "{}", "the {}")));
        FakePassage narrow = new FakePassage(memory.allocator());
        narrow.room = 2;
        CompletableFuture<Classifications> parts = call(inference(narrow, model), query(50, "a {}", "{}", "the {}"));
        assertThat(parts).isCompleted();
        assertThat(scored(parts.join())).isEqualTo(whole);
        assertThat(narrow.runs).hasSize(150 / 2 + 1).containsOnly(2);
    }

    @Test
    void classify_deadlineBetweenPasses_goesOnWhereItWas() {
        passage.scripts.put(1, () -> {
            throw TaskException.of(Reason.DEADLINE_EXCEEDED, "too late");
        });
        assertThat(failure(call(inference, query(300, "{}"))).reason()).isEqualTo(Reason.DEADLINE_EXCEEDED);
        assertThat(get(query(300, "{}")).truncatedLabels()).isEmpty();
        assertThat(passage.runs).containsExactly(128, 128, 44, 2);
    }

    @Test
    void classify_waitingForACallThatIsCancelled_goesOnWhereThatOneWas() {
        CompletableFuture<Void> gate = new CompletableFuture<>();
        passage.scripts.put(1, () -> gate);
        CompletableFuture<Classifications> first = call(inference, query(300, "{}"));
        CompletableFuture<Classifications> second = call(inference, query(300, "{}"));
        CompletableFuture<Classifications> third = call(inference, query(300, "{}"));
        gate.completeExceptionally(TaskException.of(Reason.CALL_CANCELLED, "gone"));
        assertThat(failure(first).reason()).isEqualTo(Reason.CALL_CANCELLED);
        assertThat(scored(second.join())).isEqualTo(scored(third.join()));
        assertThat(passage.runs).containsExactly(128, 128, 128, 44, 2, 2);
    }

    @Test
    void classify_waitingForACallWhoseQuotaIsUsedUp_goesOnByItself() {
        CompletableFuture<Void> gate = new CompletableFuture<>();
        passage.scripts.put(0, () -> gate);
        CompletableFuture<Classifications> first = call(inference, query(3, "{}"));
        CompletableFuture<Classifications> second = call(inference, query(3, "{}"));
        gate.completeExceptionally(TaskException.of(Reason.QUOTA_EXCEEDED, "tenant a"));
        assertThat(failure(first).reason()).isEqualTo(Reason.QUOTA_EXCEEDED);
        assertThat(scored(second.join())).hasSize(2);
    }

    @Test
    void classify_labelsOfATenantThatIsApart_areComputedForEach() {
        ModelInference apart = inference(passage, model, UnaryOperator.identity());
        for (String tenant : List.of("a", "b", "a")) {
            assertThat(apart.classify(new Standing(memory.allocator(), tenant), query(3, "{}"))
                            .toCompletableFuture())
                    .isCompleted();
        }
        assertThat(passage.runs).containsExactly(3, 2, 3, 2, 2);
    }

    @Test
    void classify_waitingForLabels_doesNotWaitForAnotherCallsItems() {
        CompletableFuture<Void> gate = new CompletableFuture<>();
        passage.scripts.put(0, () -> gate);
        List<Content> slow = List.of(new Content.Text("slow"));
        ClassifyQuery query = new ClassifyQuery(ModelRef.ANY, slow, labels(3), List.of("{}"), 2, 0, true);
        CompletableFuture<Classifications> first = call(inference, query);
        CompletableFuture<Classifications> second = call(inference, query(3, "{}"));
        gate.complete(null);
        assertThat(first).isNotDone();
        assertThat(second).isCompleted();
        model.slow.complete(null);
        assertThat(first).isCompleted();
    }

    @Test
    void classify_endingInAnError_leavesNobodyWaiting() {
        passage.scripts.put(0, () -> {
            throw new InternalError("played");
        });
        assertThat(failure(call(inference, query(3, "{}"))).reason()).isEqualTo(Reason.SERVER_DEFECT);
        assertThat(call(inference, query(3, "{}"))).isCompleted();
    }

    @Test
    void classify_labelsThatAreCut_areSaidByTheirPositionInWhicheverPass() {
        List<String> labels = new ArrayList<>(labels(300));
        labels.set(5, "long a");
        labels.set(200, "long b");
        ClassifyQuery query = new ClassifyQuery(ModelRef.ANY, texts(), labels, List.of("{}", "the {}"), 1, 0, true);
        assertThat(get(query).truncatedLabels()).containsExactly(5, 200);
    }

    @Test
    void classify_moreScoresThanAnAnswerHolds_isRefusedUntilTopKBoundsIt() {
        List<Content> items = Collections.nCopies(300, new Content.Text("a"));
        ClassifyQuery all = new ClassifyQuery(ModelRef.ANY, items, labels(900), List.of("{}"), 0, 0, true);
        TaskException error = failure(call(inference, all));
        assertThat(error.reason()).isEqualTo(Reason.FIELD_INVALID);
        assertThat(error.field()).contains("options.top_k");
        assertThat(error.text()).contains("270000", "262144");
        assertThat(passage.runs).isEmpty();
        ClassifyQuery best = new ClassifyQuery(ModelRef.ANY, items, labels(900), List.of("{}"), 5, 0, true);
        assertThat(scored(get(best))).hasSize(5);
    }

    private Classifications get(ClassifyQuery query) {
        CompletableFuture<Classifications> result = call(inference, query);
        assertThat(result).isCompleted();
        return result.join();
    }

    private static List<Scored> scored(Classifications done) {
        return ((Outcome.Done<dev.triptych.runtime.serving.Classification>)
                        done.items().get(0))
                .value()
                .labels();
    }

    private CompletableFuture<Classifications> call(ModelInference on, ClassifyQuery query) {
        CompletionStage<Classifications> result = on.classify(new Standing(memory.allocator(), "tenant"), query);
        return result.toCompletableFuture();
    }

    private static TaskException failure(CompletableFuture<?> result) {
        assertThat(result).isCompletedExceptionally();
        try {
            result.join();
        } catch (CompletionException e) {
            return (TaskException) e.getCause();
        }
        throw new AssertionError("it must have failed");
    }

    private static ClassifyQuery query(int labels, String... templates) {
        return new ClassifyQuery(ModelRef.ANY, texts(), labels(labels), List.of(templates), 2, 0, true);
    }

    private static List<Content> texts() {
        return List.of(new Content.Text("a"), new Content.Text("b"));
    }

    private static List<String> labels(int count) {
        return IntStream.range(0, count).mapToObj(i -> "label " + i).toList();
    }

    private static ModelInference inference(Passage passage, Lease lease) {
        return inference(passage, lease, tenant -> "");
    }

    private static ModelInference inference(Passage passage, Lease lease, UnaryOperator<String> salt) {
        return new ModelInference(
                info -> {
                    throw new UnsupportedOperationException();
                },
                (ref, task) -> lease,
                passage,
                new Caches(new LabelCache(1 << 20, Meter.NONE), new EmbeddingCache(0), salt, Meter.NONE, () -> 0));
    }

    /** A request that stays. */
    private record Standing(TensorAllocator tensors, String tenant) implements Request {
        @Override
        public RequestInfo info() {
            return new RequestInfo("r", tenant, Long.MAX_VALUE);
        }

        @Override
        public void cancel() {}

        @Override
        public void close() {}
    }
}
