package dev.triptych.backend.onnxruntime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.triptych.spi.backend.Backend;
import dev.triptych.spi.backend.BackendException;
import dev.triptych.spi.backend.BackendOptions.DeviceMode;
import dev.triptych.spi.backend.CompileSpec;
import dev.triptych.spi.backend.Compiled;
import dev.triptych.spi.backend.Execution;
import dev.triptych.spi.backend.Progress;
import dev.triptych.spi.graph.Graph;
import dev.triptych.spi.graph.Port;
import dev.triptych.spi.tensor.DType;
import dev.triptych.spi.tensor.Tensor;
import dev.triptych.testing.LedgerExtension;
import dev.triptych.testing.OnnxWriter;
import dev.triptych.testing.TestTensors;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

class GraphExecutionTest {
    @RegisterExtension
    final LedgerExtension memory = new LedgerExtension();

    @TempDir
    Path folder;

    private final Backend backend = Engine.in(DeviceMode.THROUGHPUT);

    @Test
    void run_twoLanesOnOneSession_eachIsRight() throws Exception {
        Graph graph = TinyGraphs.doubling(folder, 64, "Y");
        ExecutorService lanes = Executors.newFixedThreadPool(2);
        try (Compiled compiled = compile(graph)) {
            List<Future<?>> runs = new ArrayList<>();
            for (int lane = 0; lane < 2; lane++) {
                float start = lane * 1000;
                runs.add(lanes.submit(() -> {
                    try (Execution execution = compiled.open(memory.allocator())) {
                        for (int i = 0; i < 500; i++) {
                            int rows = 1 + i % 5;
                            assertThat(run(execution, graph, rows, 64, start + i))
                                    .containsOnly(2 * (start + i));
                        }
                    }
                    return null;
                }));
            }
            for (Future<?> run : runs) {
                run.get();
            }
        } finally {
            lanes.shutdownNow();
        }
    }

    @Test
    void close_whileAnExecutionIsOpen_waitsForIt() throws Exception {
        Graph graph = TinyGraphs.doubling(folder, 4, "Y");
        Compiled compiled = compile(graph);
        Execution execution = compiled.open(memory.allocator());
        CountDownLatch closing = new CountDownLatch(1);
        Thread loader = new Thread(() -> {
            closing.countDown();
            compiled.close();
        });
        loader.start();
        closing.await();
        // The loader may be anywhere between here and its wait: the session must live in either case.
        assertThat(run(execution, graph, 2, 4, 5)).containsOnly(10);
        assertThat(loader.isAlive()).isTrue();
        execution.close();
        loader.join();
        assertThatThrownBy(() -> compiled.open(memory.allocator())).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void run_outputsNotAskedFor_areNotThere() throws Exception {
        Graph graph = TinyGraphs.doubling(folder, 4, "Z");
        try (Compiled compiled = compile(graph);
                Execution execution = compiled.open(memory.allocator())) {
            assertThat(run(execution, graph, 1, 4, 3)).containsOnly(9);
            Port other = Port.batched("Y", DType.FP32, List.of(-1L, 4L));
            assertThatThrownBy(() -> execution.take(other, 0, 1, new int[0]))
                    .isInstanceOf(IllegalArgumentException.class);
        }
    }

    @Test
    void run_outputWhoseShapeDependsOnValues_isCopiedOut() throws Exception {
        Path file = new OnnxWriter()
                .input("X", DType.FP32, -1)
                .node("NonZero", List.of("X"), List.of("Y"))
                .output("Y", DType.INT64, 1, -1)
                .write(folder.resolve("nonzero.onnx"));
        Port indexes = Port.batched("Y", DType.INT64, List.of(1L, -1L)).batchedAlong(Port.NO_BATCH);
        Graph graph = TinyGraphs.graph("nonzero", file, List.of(-1L), List.of(indexes))
                .withPorts(Port.batched("X", DType.FP32, List.of(-1L)).batchedAlong(Port.NO_BATCH));
        try (Compiled compiled = compile(graph);
                Execution execution = compiled.open(memory.allocator())) {
            assertThat(nonZero(execution, graph, 0, 5, 0, 7)).containsExactly(1, 3);
            assertThat(nonZero(execution, graph, 1, 0, 0, 0)).containsExactly(0);
            assertThat(nonZero(execution, graph, 0, 0, 0, 0)).isEmpty();
        }
    }

    private long[] nonZero(Execution execution, Graph graph, float... values) throws BackendException {
        execution.begin(1, new int[0]);
        try (Tensor item = TestTensors.floats(memory.allocator(), new long[] {values.length}, values)) {
            execution.put(graph.input("X"), 0, item);
        }
        execution.launch();
        try (Tensor out = execution.take(graph.output("Y"), 0, 1, new int[0])) {
            assertThat(out.shape()[0]).isEqualTo(1);
            return TestTensors.longs(out);
        }
    }

    @Test
    void run_fileThatDeclaresAWrongShape_stillAnswers() throws Exception {
        Path file = new OnnxWriter()
                .input("X", DType.FP32, -1, 2)
                .node("Add", List.of("X", "X"), List.of("Y"))
                .output("Y", DType.FP32, -1, 2)
                .write(folder.resolve("wrong.onnx"));
        Graph graph = TinyGraphs.graph(
                "wrong", file, List.of(-1L, 2L), List.of(Port.batched("Y", DType.FP32, List.of(-1L, 7L))));
        try (Compiled compiled = compile(graph);
                Execution execution = compiled.open(memory.allocator())) {
            assertThat(run(execution, graph, 3, 2, 1)).hasSize(6).containsOnly(2);
            assertThat(run(execution, graph, 1, 2, 4)).hasSize(2).containsOnly(8);
        }
    }

    @Test
    void run_outputThatDoesNotFollowTheRows_failsAsItem() throws Exception {
        Path file = new OnnxWriter()
                .input("X", DType.FP32, -1, 2)
                .integers("axis", new long[] {1}, 0)
                .node("ReduceSum", List.of("X", "axis"), List.of("Y"), "keepdims=1")
                .output("Y", DType.FP32, -1, 2)
                .write(folder.resolve("sum.onnx"));
        Graph graph = TinyGraphs.graph(
                "sum", file, List.of(-1L, 2L), List.of(Port.batched("Y", DType.FP32, List.of(-1L, 2L))));
        try (Compiled compiled = compile(graph);
                Execution execution = compiled.open(memory.allocator())) {
            BackendException failure =
                    catchThrowableOfType(BackendException.class, () -> run(execution, graph, 3, 2, 1));
            assertThat(failure.kind()).isEqualTo(BackendException.Kind.ITEM);
            assertThat(failure).hasMessageContaining("for a batch of 3 along axis 0");
            assertThat(run(execution, graph, 1, 2, 4)).containsOnly(4);
        }
    }

    @Test
    void run_noRowsAtAll_givesAnEmptyTensor() throws Exception {
        Graph graph = TinyGraphs.doubling(folder, 4, "Y");
        try (Compiled compiled = compile(graph);
                Execution execution = compiled.open(memory.allocator())) {
            assertThat(run(execution, graph, 0, 4, 3)).isEmpty();
            assertThat(run(execution, graph, 1, 4, 3)).containsOnly(6);
        }
    }

    @Test
    void begin_moreShapesThanAreKept_memoryIsThatOfTheLargest() throws Exception {
        Port free = Port.batched("X", DType.FP32, List.of(-1L, -1L));
        Path file = new OnnxWriter()
                .input("X", DType.FP32, -1, -1)
                .node("Neg", List.of("X"), List.of("Y"))
                .output("Y", DType.FP32, -1, -1)
                .write(folder.resolve("neg.onnx"));
        Graph graph = TinyGraphs.graph(
                        "neg", file, List.of(-1L, -1L), List.of(Port.batched("Y", DType.FP32, List.of(-1L, -1L))))
                .withPorts(free);
        try (Compiled compiled = compile(graph);
                Execution execution = compiled.open(memory.allocator())) {
            for (int width = 100; width >= 1; width--) {
                assertThat(run(execution, graph, 1, width, width))
                        .hasSize(width)
                        .containsOnly(-width);
            }
            assertThat(memory.allocator().liveBytes()).isEqualTo(2 * 100 * Float.BYTES);
        }
    }

    @Test
    void launch_moreMemoryThanThereIs_failsAsMemory() throws Exception {
        Path file = new OnnxWriter()
                .input("X", DType.FP32, -1)
                .integers("shape", new long[] {2}, 1L << 22, 1L << 20)
                .node("Expand", List.of("X", "shape"), List.of("Y"))
                .output("Y", DType.FP32, -1, -1)
                .write(folder.resolve("expand.onnx"));
        Graph graph = TinyGraphs.graph(
                "expand", file, List.of(-1L), List.of(Port.batched("Y", DType.FP32, List.of(-1L, -1L))));
        try (Compiled compiled = compile(graph);
                Execution execution = compiled.open(memory.allocator())) {
            execution.begin(1, new int[0]);
            try (Tensor item = TestTensors.floats(memory.allocator(), new long[] {1}, 1)) {
                execution.put(graph.input("X"), 0, item);
            }
            BackendException failure = catchThrowableOfType(BackendException.class, execution::launch);
            assertThat(failure.kind()).isEqualTo(BackendException.Kind.MEMORY);
        }
    }

    @Test
    void calls_outOfOrder_throw() throws Exception {
        Graph graph = TinyGraphs.doubling(folder, 4, "Y");
        try (Compiled compiled = compile(graph);
                Execution execution = compiled.open(memory.allocator())) {
            assertThatThrownBy(execution::launch).isInstanceOf(IllegalStateException.class);
            execution.begin(1, new int[0]);
            assertThatThrownBy(execution::launch).isInstanceOf(IllegalStateException.class);
            assertThatThrownBy(() -> execution.take(graph.output("Y"), 0, 1, new int[0]))
                    .isInstanceOf(IllegalStateException.class);
        }
    }

    private Compiled compile(Graph graph) throws BackendException {
        return backend.compile(graph, backend.devices().get(0), new CompileSpec(8, List.of()), Progress.NONE);
    }

    private float[] run(Execution execution, Graph graph, int rows, int width, float value) throws BackendException {
        execution.begin(rows, new int[0]);
        float[] values = new float[rows * width];
        Arrays.fill(values, value);
        try (Tensor item = TestTensors.floats(memory.allocator(), new long[] {rows, width}, values)) {
            execution.put(graph.input("X"), 0, item);
        }
        execution.launch();
        assertThat(execution.await(Long.MAX_VALUE)).isTrue();
        try (Tensor out = execution.take(graph.outputs().get(0), 0, rows, new int[0])) {
            return TestTensors.floats(out);
        }
    }
}
