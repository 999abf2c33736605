package dev.triptych.runtime;

import dev.triptych.repository.Discovery;
import dev.triptych.repository.FolderView;
import dev.triptych.runtime.memory.MemoryGauges;
import dev.triptych.runtime.model.GraphOpener;
import dev.triptych.runtime.plugin.LoadedPlugin;
import dev.triptych.runtime.plugin.PluginSet;
import dev.triptych.runtime.serving.EmbedQuery;
import dev.triptych.runtime.serving.Inference;
import dev.triptych.runtime.serving.ModelRef;
import dev.triptych.runtime.serving.Outcome;
import dev.triptych.runtime.serving.Request;
import dev.triptych.runtime.serving.RequestInfo;
import dev.triptych.scheduling.Bursts;
import dev.triptych.spi.backend.Backend;
import dev.triptych.spi.backend.BackendException;
import dev.triptych.spi.backend.BackendOptions;
import dev.triptych.spi.backend.BackendProvider;
import dev.triptych.spi.content.Content;
import dev.triptych.spi.error.TaskException;
import dev.triptych.spi.graph.GraphSource;
import dev.triptych.spi.graph.Port;
import dev.triptych.spi.model.Embedding;
import dev.triptych.spi.tensor.DType;
import dev.triptych.testing.Batch;
import dev.triptych.testing.FakeBackend;
import dev.triptych.testing.FakeGraphSource;
import dev.triptych.testing.TestTensors;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;

/** A whole server over a fake backend on real threads, with time that stands still. Closing it checks that nothing leaked. */
final class TestServer implements AutoCloseable {
    /** Never the measure of a test: only how long a broken one may hang. */
    static final Duration PATIENCE = Duration.ofSeconds(20);

    final FakeTicker ticker = new FakeTicker();
    final ConcurrentLinkedQueue<Throwable> faults = new ConcurrentLinkedQueue<>();
    final RecordingMeter meter = new RecordingMeter();
    final FakeBackend backend;
    /** Runs of one row that warmed the stages up. */
    final int warmRuns;

    private final Path state = temporary();
    private final ServingRuntime runtime;
    private final AtomicInteger ids = new AtomicInteger();

    TestServer(Path models, int lanes, UnaryOperator<RuntimeOptions> options) {
        this.backend = new FakeBackend(lanes).with("toy", TestServer::sums).with("raw", TestServer::doubled);
        RuntimeOptions defaults = RuntimeOptions.defaults(2, state).poisoned();
        PluginSet plugins = new PluginSet(
                List.of(LoadedPlugin.of(new ToyPlugin()), LoadedPlugin.of(new RawPlugin())),
                List.of(new Provider(backend)),
                List.of());
        this.runtime = ServingRuntime.start(
                options.apply(defaults),
                new RuntimeParts(ticker, Thread::new, meter, (where, fault) -> faults.add(fault), new Bursts()),
                new Opener(),
                plugins,
                Discovery.discover(List.of(models.toString())));
        get(runtime.loaded());
        this.warmRuns = backend.script().launches().size();
    }

    /** A folder of models: each name with the one file that it holds. */
    static Path models(Path folder, String... names) {
        for (String name : names) {
            String[] parts = name.split("/", 2);
            try {
                Path model = Files.createDirectories(folder.resolve(parts[0]));
                if (parts.length == 2) {
                    Files.createDirectories(model.resolve(parts[1]).getParent());
                    Files.writeString(model.resolve(parts[1]), "x");
                }
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        return folder;
    }

    ServingRuntime runtime() {
        return runtime;
    }

    Inference inference() {
        return runtime.inference();
    }

    Request open() {
        return open(Duration.ofMinutes(1));
    }

    Request open(Duration time) {
        return inference()
                .open(new RequestInfo("r" + ids.incrementAndGet(), "tenant", ticker.nanos() + time.toNanos()));
    }

    Request open(String tenant) {
        return inference()
                .open(new RequestInfo(
                        "r" + ids.incrementAndGet(),
                        tenant,
                        ticker.nanos() + Duration.ofMinutes(1).toNanos()));
    }

    CompletionStage<List<Outcome<Embedding>>> embed(Request request, String... texts) {
        List<Content> items =
                Arrays.stream(texts).<Content>map(Content.Text::new).toList();
        return inference().embed(request, new EmbedQuery(new ModelRef("toy", ""), items, false, false, ""));
    }

    /** What the toy answers to a row of numbers. */
    static float[] expected(String text) {
        float[] sums = new float[ToyPlugin.DIM];
        for (String word : text.split(" ")) {
            long token = Long.parseLong(word);
            sums[(int) (token % ToyPlugin.DIM)] += token;
        }
        return sums;
    }

    /** An item's numbers; closes it. */
    static float[] vector(Outcome<Embedding> outcome) {
        if (outcome instanceof Outcome.Done<Embedding> done) {
            try (Embedding embedding = done.value()) {
                return TestTensors.floats(embedding.vector());
            }
        }
        throw error(outcome);
    }

    static TaskException error(Outcome<?> outcome) {
        return ((Outcome.Failed<?>) outcome).error();
    }

    /** Waits for a result that must come. */
    static <T> T get(CompletionStage<T> stage) {
        try {
            return stage.toCompletableFuture().get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            throw new CompletionException(e.getCause());
        } catch (InterruptedException | TimeoutException e) {
            throw new AssertionError("no result came", e);
        }
    }

    /** Waits for a failure that must come. */
    static TaskException failure(CompletionStage<?> stage) {
        try {
            get(stage);
        } catch (CompletionException e) {
            Throwable cause = e;
            while (cause instanceof CompletionException) {
                cause = cause.getCause();
            }
            return (TaskException) cause;
        }
        throw new AssertionError("a result came where a failure was due");
    }

    private static Path temporary() {
        try {
            return Files.createTempDirectory("triptych-state");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void deleteState() {
        try {
            Files.delete(state.resolve("profiles.json"));
            Files.delete(state);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        boolean whole = runtime.drain(PATIENCE);
        deleteState();
        RuntimeGauges gauges = runtime.gauges();
        if (!whole || !gauges.equals(new RuntimeGauges(0, 0, 0, 0, 0, 0, 0)) || backend.openGraphs() != 0) {
            throw new AssertionError(
                    "left behind: drained " + whole + ", " + gauges + ", graphs " + backend.openGraphs());
        }
        if (runtime.cache().flights() != 0) {
            throw new AssertionError("runs that nobody ended: " + runtime.cache());
        }
        MemoryGauges batches = runtime.batchMemory();
        if (batches.live() != 0 || batches.bytesInUse() != 0) {
            throw new AssertionError("executions left behind: " + batches);
        }
        if (!faults.isEmpty()) {
            throw new AssertionError("defects were survived", faults.peek());
        }
    }

    private static Map<String, Batch> sums(Map<String, Batch> inputs) {
        Batch tokens = inputs.get("tokens");
        int rows = (int) tokens.shape()[0];
        int length = (int) tokens.shape()[1];
        long[] values = tokens.longs();
        float[] sums = new float[rows * ToyPlugin.DIM];
        for (int row = 0; row < rows; row++) {
            for (int i = 0; i < length; i++) {
                long token = values[row * length + i];
                sums[row * ToyPlugin.DIM + (int) (token % ToyPlugin.DIM)] += token;
            }
        }
        return Map.of("sums", Batch.floats(new long[] {rows, ToyPlugin.DIM}, sums));
    }

    private static Map<String, Batch> doubled(Map<String, Batch> inputs) {
        Batch x = inputs.get("x");
        float[] values = x.floats();
        for (int i = 0; i < values.length; i++) {
            values[i] *= 2;
        }
        return Map.of("y", Batch.floats(x.shape(), values));
    }

    /** Graphs by the files' names. */
    private static final class Opener implements GraphOpener {
        private static final Port ROWS = Port.batched("x", DType.FP32, List.of(-1L, -1L));
        private static final Port WHOLE = new Port("k", DType.FP32, List.of(), Port.NO_BATCH, List.of(), 0);

        @Override
        public GraphSource open(FolderView folder, String file) {
            if (folder.name().equals("growing")) {
                append(folder.path(file));
            }
            return file.equals("toy.onnx")
                    ? new FakeGraphSource(
                            file,
                            List.of(Port.batched("tokens", DType.INT64, List.of(-1L, -1L))),
                            List.of(Port.batched("sums", DType.FP32, List.of(-1L, (long) ToyPlugin.DIM))))
                    : new FakeGraphSource(
                            file,
                            folder.name().equals("shared") ? List.of(ROWS, WHOLE) : List.of(ROWS),
                            List.of(Port.batched("y", DType.FP32, List.of(-1L, -1L))));
        }

        private static void append(Path file) {
            try {
                Files.writeString(file, "xx");
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        @Override
        public String digest(FolderView folder, String file) {
            return "0";
        }
    }

    /** Hands out a backend. */
    private record Provider(FakeBackend backend) implements BackendProvider {
        @Override
        public String name() {
            return "fake";
        }

        @Override
        public String version() {
            return "1";
        }

        @Override
        public Backend start(BackendOptions options) throws BackendException {
            return backend;
        }
    }
}
