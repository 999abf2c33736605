package dev.triptych.runtime.task;

import static org.assertj.core.api.Assertions.assertThat;

import dev.triptych.runtime.RecordingMeter;
import dev.triptych.runtime.cache.EmbeddingCache;
import dev.triptych.runtime.cache.SharedLife;
import dev.triptych.runtime.request.RequestDesk;
import dev.triptych.runtime.request.RequestImpl;
import dev.triptych.runtime.request.SharedRun;
import dev.triptych.runtime.serving.HostStep;
import dev.triptych.runtime.serving.Meter;
import dev.triptych.runtime.serving.ModelListing.TaskKind;
import dev.triptych.runtime.serving.Outcome;
import dev.triptych.runtime.serving.Request;
import dev.triptych.runtime.serving.RequestInfo;
import dev.triptych.scheduling.HostLanes;
import dev.triptych.scheduling.QueueBounds;
import dev.triptych.spi.content.Content;
import dev.triptych.spi.error.Reason;
import dev.triptych.spi.error.TaskException;
import dev.triptych.spi.model.Embedding;
import dev.triptych.spi.model.RawGraph;
import dev.triptych.spi.model.Task;
import dev.triptych.spi.tensor.Tensors;
import dev.triptych.testing.FakeCall;
import dev.triptych.testing.LedgerAllocator;
import dev.triptych.testing.TestTensors;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import java.util.stream.IntStream;

/** Calls that share runs, on time that stands still: runs end, requests end and host work runs when a test says so. */
final class SharedWorld implements Passage {
    final LedgerAllocator memory = new LedgerAllocator();
    final FakeModel model = new FakeModel();
    final EmbeddingCache cache;
    final List<Run> runs = new ArrayList<>();
    final List<Asked> calls = new ArrayList<>();
    final Deque<Runnable> hostWork = new ArrayDeque<>();
    final RecordingMeter meter = new RecordingMeter();
    boolean refuseNext;
    Reason refuseWith = Reason.MEMORY_SHORT;
    /** Run once, before the refusal is thrown. */
    Runnable beforeRefusal = () -> {};

    long now;
    private final RequestDesk desk;
    private final EmbedTask embed;

    SharedWorld(long cacheBytes) {
        this.cache = new EmbeddingCache(cacheBytes);
        HostLanes lanes = new HostLanes(1, 1, QueueBounds.NONE, () -> now, Thread::new, (where, fault) -> {});
        this.desk = new RequestDesk(() -> now, memory, lanes, Duration.ofMinutes(1));
        Caches caches = new Caches(new LabelCache(0, Meter.NONE), cache, tenant -> "", meter, () -> now);
        this.embed = new EmbedTask(new Batch(this), new SharedEmbeddings(this, caches));
    }

    /** One item's run: it ends when told, or when nobody waits any more. */
    static final class Run {
        final String text;
        final RequestImpl life;
        final CompletableFuture<Void> end = new CompletableFuture<>();

        Run(String text, RequestImpl life) {
            this.text = text;
            this.life = life;
            life.onEnd(() -> end.completeExceptionally(life.ending("", 0)));
        }

        boolean open() {
            return !end.isDone();
        }
    }

    /** One call and what became of it. */
    static final class Asked {
        final RequestImpl request;
        final List<String> texts;
        final CompletableFuture<List<Outcome<Embedding>>> result;
        boolean gone;

        Asked(RequestImpl request, List<String> texts, CompletableFuture<List<Outcome<Embedding>>> result) {
            this.request = request;
            this.texts = texts;
            this.result = result;
            // As the edge does: what is answered is closed.
            CompletableFuture<?> unused = result.whenComplete((outcomes, error) -> {
                gone = !request.live();
                request.close();
            });
        }
    }

    /** A call of a request of its own. */
    void ask(long deadline, List<String> texts) {
        RequestImpl request = desk.open(new RequestInfo("r" + calls.size(), "tenant", now + deadline));
        List<Content> items = texts.stream().<Content>map(Content.Text::new).toList();
        CompletableFuture<List<Outcome<Embedding>>> result;
        try {
            result = embed.run(request, model, model, TaskKind.EMBED, items, new EmbedTask.Finish(false, 0))
                    .toCompletableFuture();
        } catch (TaskException refused) {
            result = CompletableFuture.failedFuture(refused);
        }
        calls.add(new Asked(request, texts, result));
    }

    /** Time passes, and what is too late ends. */
    void advance(long nanos) {
        now += nanos;
        desk.expire(now);
    }

    List<Run> open() {
        return runs.stream().filter(Run::open).toList();
    }

    /** What holds at every moment. */
    void check() {
        List<Run> open = open();
        for (Run run : open) {
            assertThat(calls.stream().filter(call -> waits(call, run.text)).count())
                    .as("each run of " + run.text + " has someone who waits for it")
                    .isGreaterThanOrEqualTo(open.stream()
                            .filter(one -> one.text.equals(run.text))
                            .count());
        }
    }

    private static boolean waits(Asked call, String text) {
        return call.request.live() && !call.result.isDone() && call.texts.contains(text);
    }

    /** Ends all that is left, and holds each answer against its own content. */
    void settle() {
        while (!open().isEmpty() || !hostWork.isEmpty()) {
            hostWork.forEach(Runnable::run);
            hostWork.clear();
            open().forEach(run -> run.end.complete(null));
        }
        for (Asked call : calls) {
            assertThat(call.result).isDone();
            if (!call.result.isCompletedExceptionally()) {
                List<Outcome<Embedding>> outcomes = call.result.join();
                assertThat(outcomes).hasSameSizeAs(call.texts);
                IntStream.range(0, outcomes.size()).forEach(i -> check(call, outcomes.get(i), call.texts.get(i)));
            }
        }
        memory.assertNoLeaks();
        assertThat(cache.gauges().flights()).isZero();
    }

    private static void check(Asked call, Outcome<Embedding> outcome, String text) {
        if (outcome instanceof Outcome.Done<Embedding> done) {
            try (Embedding embedding = done.value()) {
                assertThat(TestTensors.floats(embedding.vector())).isEqualTo(FakeModel.vector(text));
            }
        } else if (!call.gone) {
            assertThat(((Outcome.Failed<Embedding>) outcome).error().reason())
                    .isIn(Reason.MODEL_REJECTED_INPUT, Reason.MEMORY_SHORT, Reason.QUEUE_FULL);
        }
    }

    @Override
    public <I, O> List<CompletionStage<O>> run(
            Request request,
            Lease lease,
            String taskName,
            Task<I, O> task,
            List<I> items,
            List<? extends SharedLife> lives) {
        ((RequestImpl) request).requireLive();
        if (refuseNext && !items.isEmpty()) {
            refuseNext = false;
            Runnable before = beforeRefusal;
            beforeRefusal = () -> {};
            before.run();
            throw TaskException.of(refuseWith, "played");
        }
        List<CompletionStage<O>> results = new ArrayList<>();
        for (int i = 0; i < items.size(); i++) {
            I item = items.get(i);
            Run run = new Run(((Content.Text) item).text(), ((SharedRun) lives.get(i)).request());
            runs.add(run);
            results.add(run.end.thenCompose(ended -> task.run(new FakeCall(memory), item)));
        }
        return results;
    }

    @Override
    public SharedLife share(Request first) {
        return SharedRun.of((RequestImpl) first);
    }

    @Override
    public boolean live(Request request) {
        return ((RequestImpl) request).live();
    }

    @Override
    public void onHost(Request request, Lease lease, HostStep step, Runnable work, Consumer<TaskException> dropped) {
        RequestImpl open = (RequestImpl) request;
        hostWork.add(() -> {
            if (open.live()) {
                work.run();
            } else {
                dropped.accept(open.ending("", 0));
            }
        });
    }

    @Override
    public <T> CompletionStage<T> whileLive(Request request, CompletionStage<T> stage) {
        RequestImpl open = (RequestImpl) request;
        CompletableFuture<T> result = new CompletableFuture<>();
        CompletionStage<T> unused = stage.whenComplete((value, error) -> {
            if (error == null) {
                result.complete(value);
            } else {
                result.completeExceptionally(error);
            }
        });
        open.onEnd(() -> result.completeExceptionally(open.ending("", 0)));
        return result;
    }

    @Override
    public <I, O> List<CompletionStage<O>> run(
            Request request, Lease lease, String taskName, Task<I, O> task, List<I> items) {
        throw new UnsupportedOperationException();
    }

    @Override
    public CompletionStage<Tensors> raw(Request request, Lease lease, RawGraph graph, Tensors inputs) {
        throw new UnsupportedOperationException();
    }

    @Override
    public int maxItems() {
        return 1024;
    }
}
