package dev.triptych.transport;

import dev.triptych.runtime.serving.Classification;
import dev.triptych.runtime.serving.Classifications;
import dev.triptych.runtime.serving.ClassifyQuery;
import dev.triptych.runtime.serving.EmbedQuery;
import dev.triptych.runtime.serving.FeaturesQuery;
import dev.triptych.runtime.serving.InferQuery;
import dev.triptych.runtime.serving.Inference;
import dev.triptych.runtime.serving.Outcome;
import dev.triptych.runtime.serving.RankQuery;
import dev.triptych.runtime.serving.Ranking;
import dev.triptych.runtime.serving.Request;
import dev.triptych.runtime.serving.RequestInfo;
import dev.triptych.spi.content.Content;
import dev.triptych.spi.error.Reason;
import dev.triptych.spi.error.TaskException;
import dev.triptych.spi.model.Embedding;
import dev.triptych.spi.model.Features;
import dev.triptych.spi.tensor.Tensor;
import dev.triptych.spi.tensor.TensorAllocator;
import dev.triptych.spi.tensor.Tensors;
import dev.triptych.testing.LedgerAllocator;
import dev.triptych.testing.TestTensors;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.stream.IntStream;

/**
 * A core that answers at once, or when the test says so: a text {@code bad} fails its item, {@code boom} is a defect, a
 * text or label {@code long} is too long to classify or rank, a text {@code wide} has labels of 600 KiB, and
 * while {@link #hold} is set, embeddings wait in {@link #held}.
 */
public final class FakeInference implements Inference {
    /** An embed call that waits for the test. */
    public record Held(FakeRequest request, EmbedQuery query, CompletableFuture<List<Outcome<Embedding>>> result) {
        /** The first item's text. */
        public String text() {
            return ((Content.Text) query.items().get(0)).text();
        }
    }

    /** Labels that take 600 KiB on the wire. */
    private static final List<Classification.Scored> WIDE =
            Collections.nCopies(600, new Classification.Scored("w".repeat(1024), 0, 0.5, 0));

    private final LedgerAllocator memory;
    private final List<FakeRequest> open = new ArrayList<>();
    public final BlockingQueue<Held> held = new LinkedBlockingQueue<>();
    public final BlockingQueue<RequestInfo> opened = new LinkedBlockingQueue<>();
    public volatile boolean hold;
    public volatile boolean draining;
    public volatile boolean broken;

    public FakeInference(LedgerAllocator memory) {
        this.memory = memory;
    }

    /** Completes a held call with its vectors. */
    public void release(Held call) {
        call.result().complete(answers(call.query()));
    }

    /** Requests that are not closed. */
    public int openRequests() {
        synchronized (open) {
            return open.size();
        }
    }

    /** Waits until no request is open; fails after ten seconds. */
    public void awaitIdle() throws InterruptedException {
        synchronized (open) {
            long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
            while (!open.isEmpty()) {
                long left = TimeUnit.NANOSECONDS.toMillis(end - System.nanoTime());
                if (left <= 0) {
                    throw new AssertionError(open.size() + " requests are still open");
                }
                open.wait(left);
            }
        }
    }

    @Override
    public Request open(RequestInfo info) {
        if (broken) {
            throw new IllegalStateException("a defect of the core");
        }
        FakeRequest request = new FakeRequest(info);
        synchronized (open) {
            open.add(request);
        }
        opened.add(info);
        return request;
    }

    @Override
    public CompletionStage<List<Outcome<Embedding>>> embed(Request request, EmbedQuery query) {
        if (draining) {
            return CompletableFuture.failedFuture(TaskException.of(Reason.DRAINING, "the server is shutting down")
                    .retryAfter(java.time.Duration.ofMillis(250)));
        }
        if (hold) {
            Held call = new Held((FakeRequest) request, query, new CompletableFuture<>());
            held.add(call);
            return call.result();
        }
        return CompletableFuture.completedFuture(answers(query));
    }

    @Override
    public CompletionStage<Classifications> classify(Request request, ClassifyQuery query) {
        List<String> labels = query.labels().isEmpty() ? List.of("cat", "dog") : query.labels();
        List<Classification.Scored> scored = new ArrayList<>();
        for (int j = labels.size() - 1; j >= 0; j--) {
            scored.add(new Classification.Scored(labels.get(j), j, (j + 1.0) / 10, j));
        }
        List<Outcome<Classification>> results = query.items().stream()
                .map(item -> fate(item, query.truncate(), cut -> new Classification(wide(item) ? WIDE : scored, cut)))
                .toList();
        List<Integer> cut = IntStream.range(0, query.labels().size())
                .filter(i -> query.labels().get(i).equals("long"))
                .boxed()
                .toList();
        return query.truncate() || cut.isEmpty()
                ? CompletableFuture.completedFuture(new Classifications(results, cut))
                : CompletableFuture.failedFuture(tooLong().at("labels[" + cut.get(0) + "]"));
    }

    @Override
    public CompletionStage<Ranking> rank(Request request, RankQuery query) {
        List<Ranking.Ranked> order = new ArrayList<>();
        for (int i = query.candidates().size() - 1; i >= 0; i--) {
            order.add(new Ranking.Ranked(i, i / 10.0, order.size() + 1));
        }
        return CompletableFuture.completedFuture(new Ranking(
                query.queries().stream()
                        .map(item -> fate(
                                item.terms().get(0).content(),
                                query.options().truncate(),
                                cut -> new Ranking.Order(order, cut)))
                        .toList(),
                query.candidates().stream()
                        .map(item -> fate(item, query.options().truncate(), Ranking.Candidate::new))
                        .toList()));
    }

    /** Each feature of a text of length n is [n], FP32. */
    @Override
    public CompletionStage<List<Outcome<Features>>> features(Request request, FeaturesQuery query) {
        List<Outcome<Features>> answers = new ArrayList<>();
        for (Content item : query.items()) {
            Map<String, Tensor> values = new LinkedHashMap<>();
            query.names()
                    .forEach(name -> values.put(name, TestTensors.floats(memory, new long[] {1}, (float) item.size())));
            answers.add(new Outcome.Done<>(new Features(Tensors.of(values), false)));
        }
        return CompletableFuture.completedFuture(answers);
    }

    /** An item's end: a text {@code long} is cut or refused. */
    private static <T> Outcome<T> fate(Content item, boolean truncate, Function<Boolean, T> answer) {
        boolean tooLong = item instanceof Content.Text text && text.text().equals("long");
        return tooLong && !truncate ? new Outcome.Failed<>(tooLong()) : new Outcome.Done<>(answer.apply(tooLong));
    }

    private static boolean wide(Content item) {
        return item instanceof Content.Text text && text.text().equals("wide");
    }

    private static TaskException tooLong() {
        return TaskException.of(Reason.TEXT_TOO_LONG, "99 tokens, the limit is 77")
                .with("limit", "77");
    }

    @Override
    public CompletionStage<Tensors> infer(Request request, InferQuery query) {
        try (Tensors inputs = query.inputs()) {
            Map<String, Tensor> outputs = new LinkedHashMap<>();
            for (String input : inputs.ports()) {
                outputs.put(
                        input.replaceFirst("^in_", "out_"), inputs.get(input).retain());
            }
            return CompletableFuture.completedFuture(Tensors.of(outputs));
        }
    }

    private List<Outcome<Embedding>> answers(EmbedQuery query) {
        List<Outcome<Embedding>> answers = new ArrayList<>();
        query.items().forEach(item -> answers.add(answer(item)));
        return answers;
    }

    /** A text of length n or a file of n bytes becomes [n, 0, 0, 1]. */
    private Outcome<Embedding> answer(Content item) {
        if (item instanceof Content.Text text && text.text().equals("bad")) {
            return new Outcome.Failed<>(tooLong());
        }
        if (item instanceof Content.Text text && text.text().equals("boom")) {
            throw new IllegalStateException("secret of the stack at 0xdeadbeef");
        }
        Tensor vector = TestTensors.floats(memory, new long[] {4}, (float) item.size(), 0, 0, 1);
        return new Outcome.Done<>(new Embedding(Samples.SPACE, vector, true, false));
    }

    /** A request that remembers its end. */
    public final class FakeRequest implements Request {
        private final RequestInfo info;
        public final CompletableFuture<Void> cancelled = new CompletableFuture<>();

        FakeRequest(RequestInfo info) {
            this.info = info;
        }

        @Override
        public RequestInfo info() {
            return info;
        }

        @Override
        public TensorAllocator tensors() {
            return memory;
        }

        @Override
        public void cancel() {
            cancelled.complete(null);
            for (Held call : held) {
                if (call.request() == this) {
                    call.result()
                            .completeExceptionally(TaskException.of(Reason.CALL_CANCELLED, "the caller went away"));
                }
            }
        }

        @Override
        public void close() {
            synchronized (open) {
                open.remove(this);
                open.notifyAll();
            }
        }
    }
}
