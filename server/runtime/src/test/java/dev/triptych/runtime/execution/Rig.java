package dev.triptych.runtime.execution;

import dev.triptych.runtime.serving.Meter;
import dev.triptych.scheduling.Bursts;
import dev.triptych.scheduling.Cores;
import dev.triptych.scheduling.QueueBounds;
import dev.triptych.scheduling.Weights;
import dev.triptych.spi.backend.Progress;
import dev.triptych.spi.error.Reason;
import dev.triptych.spi.error.TaskException;
import dev.triptych.spi.graph.Graph;
import dev.triptych.spi.graph.Pad;
import dev.triptych.spi.graph.Port;
import dev.triptych.spi.model.CostRule;
import dev.triptych.spi.model.Residency;
import dev.triptych.spi.model.StageSpec;
import dev.triptych.spi.tensor.DType;
import dev.triptych.spi.tensor.Tensor;
import dev.triptych.spi.tensor.Tensors;
import dev.triptych.testing.Batch;
import dev.triptych.testing.FakeBackend;
import dev.triptych.testing.LedgerAllocator;
import dev.triptych.testing.TestTensors;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.UnaryOperator;

/**
 * A device over a fake backend, and the graphs that the tests run: {@code sum} adds a row's tokens and echoes them, {@code
 * scale} multiplies rows by a factor of the whole batch, {@code twice} doubles rows of any width.
 */
final class Rig implements AutoCloseable {
    private static final long PATIENCE_NANOS = 20_000_000_000L;

    final FakeBackend backend;
    final WatchedBackend watched;
    final LedgerAllocator memory;
    final ManualTicker ticker = new ManualTicker();
    final Queue<Throwable> faults = new ConcurrentLinkedQueue<>();
    final DeviceHost device;
    private final Deque<StageImpl> stages = new ArrayDeque<>();

    Rig(LedgerAllocator memory, int lanes, int queuedWorks, Meter meter) {
        this.memory = memory;
        this.backend = new FakeBackend(lanes)
                .with("sum", inputs -> sum(inputs.get("ids")))
                .with(
                        "scale",
                        inputs -> Map.of(
                                "y", scale(inputs.get("x"), inputs.get("factor").floats()[0])))
                .with("twice", inputs -> Map.of("y", scale(inputs.get("x"), 2)));
        this.watched = new WatchedBackend(backend);
        DeviceParts parts = new DeviceParts(
                0,
                memory,
                UnaryOperator.identity(),
                ticker,
                Thread::new,
                meter,
                (where, fault) -> faults.add(fault),
                new QueueBounds(queuedWorks, Long.MAX_VALUE),
                Weights.EQUAL,
                new Cores(8),
                new Bursts());
        this.device = new DeviceHost(watched, backend.devices().get(0), parts);
        device.start();
    }

    static Rig of(LedgerAllocator memory, int lanes) {
        return new Rig(memory, lanes, 10_000, Meter.NONE);
    }

    /** Tokens of any number in; their sum and themselves out. */
    static StageSpec sum(int maxRows) {
        Port ids = new Port("ids", DType.INT64, List.of(-1L, -1L), 0, List.of(new Pad(1, 0)), 0);
        Port sum = Port.batched("sum", DType.INT64, List.of(-1L));
        Port echo = new Port("echo", DType.INT64, List.of(-1L, -1L), 0, List.of(new Pad(1, 0)), 0);
        return spec("sum", List.of(ids), List.of(sum, echo), CostRule.LENGTH, maxRows);
    }

    /** Rows of two and a factor for the whole batch. */
    static StageSpec scale(int maxRows) {
        Port x = Port.batched("x", DType.FP32, List.of(-1L, 2L));
        Port factor = new Port("factor", DType.FP32, List.of(1L), Port.NO_BATCH, List.of(), 0);
        return spec("scale", List.of(x, factor), List.of(x("y", 2)), CostRule.UNIT, maxRows);
    }

    /** Rows of any width, which is not padded. */
    static StageSpec twice(int maxRows) {
        return spec("twice", List.of(x("x", -1)), List.of(x("y", -1)), CostRule.UNIT, maxRows);
    }

    private static Port x(String name, long width) {
        return Port.batched(name, DType.FP32, List.of(-1L, width));
    }

    static StageSpec spec(String name, List<Port> inputs, List<Port> outputs, CostRule cost, int maxRows) {
        Graph graph = new Graph(name, Path.of(name + ".onnx"), "fake:" + name, inputs, outputs, Set.of());
        return new StageSpec(name, graph, Residency.HOST, cost, maxRows, List.of());
    }

    /** A stage that has warmed up; it is unloaded when the rig is closed. */
    StageImpl load(StageSpec spec) {
        StageImpl stage = device.compile("model", spec, Progress.NONE);
        stages.push(stage);
        stage.warmUp();
        return stage;
    }

    /** Unloads a stage as the loader does: on this thread, once the stage says that it may. */
    void unload(StageImpl stage) {
        stages.remove(stage);
        stage.retire().toCompletableFuture().join();
        stage.close();
    }

    /** A call that has all the time, and is not admitted yet. */
    RigCall call() {
        return new RigCall(memory, Long.MAX_VALUE, false);
    }

    /** A call that is late from the given time on. */
    RigCall until(long latestStart) {
        return new RigCall(memory, latestStart, false);
    }

    Tensors ids(long... values) {
        return Tensors.of("ids", TestTensors.longs(memory, new long[] {1, values.length}, values));
    }

    Tensors x(float... row) {
        return Tensors.of("x", TestTensors.floats(memory, new long[] {1, row.length}, row));
    }

    Tensors scaled(float factor, float... row) {
        Tensor x = TestTensors.floats(memory, new long[] {1, row.length}, row);
        return Tensors.of(Map.of("x", x, "factor", TestTensors.floats(memory, new long[] {1}, factor)));
    }

    /** The values of an output; all outputs are closed. */
    static float[] floats(CompletionStage<Tensors> result, String port) {
        try (Tensors outputs = result.toCompletableFuture().join()) {
            return TestTensors.floats(outputs.get(port));
        }
    }

    /** The values of an output; all outputs are closed. */
    static long[] longs(CompletionStage<Tensors> result, String port) {
        try (Tensors outputs = result.toCompletableFuture().join()) {
            return TestTensors.longs(outputs.get(port));
        }
    }

    /** The reason of a failure. */
    static Reason reason(CompletionStage<Tensors> result) {
        return failure(result).reason();
    }

    static TaskException failure(CompletionStage<Tensors> result) {
        try (Tensors outputs = result.toCompletableFuture().join()) {
            throw new AssertionError("got outputs " + outputs.ports() + ", expected a failure");
        } catch (CompletionException e) {
            return (TaskException) e.getCause();
        }
    }

    private static Map<String, Batch> sum(Batch ids) {
        int rows = (int) ids.shape()[0];
        int width = (int) ids.shape()[1];
        long[] values = ids.longs();
        long[] sums = new long[rows];
        for (int i = 0; i < values.length; i++) {
            sums[i / width] += values[i];
        }
        return Map.of("sum", Batch.longs(new long[] {rows}, sums), "echo", ids);
    }

    private static Batch scale(Batch x, float factor) {
        float[] values = x.floats();
        for (int i = 0; i < values.length; i++) {
            values[i] *= factor;
        }
        return Batch.floats(x.shape(), values);
    }

    /** Stops the lanes as the server does, in its order: lanes, stages, backend. */
    @Override
    public void close() {
        device.stop();
        try {
            if (!device.join(PATIENCE_NANOS)) {
                throw new AssertionError("a lane did not end");
            }
        } catch (InterruptedException e) {
            throw new AssertionError("nobody interrupts a test", e);
        }
        List.copyOf(stages).forEach(this::unload);
        backend.close();
    }
}
