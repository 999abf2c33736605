package dev.triptych.testing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.triptych.spi.backend.BackendException;
import dev.triptych.spi.backend.Execution;
import dev.triptych.spi.graph.Port;
import dev.triptych.spi.tensor.Tensor;
import dev.triptych.spi.tensor.TensorAllocator;
import java.util.Arrays;

/** Drives an execution of a {@link ContractGraph} in few words; items are closed once they are put. */
final class Runner {
    private final ContractGraph graph;
    private final Execution execution;
    private final TensorAllocator allocator;

    Runner(ContractGraph graph, Execution execution, TensorAllocator allocator) {
        this.graph = graph;
        this.execution = execution;
        this.allocator = allocator;
    }

    Runner begin(int rows, int... lengths) {
        execution.begin(rows, lengths);
        return this;
    }

    Runner put(String input, int row, Tensor item) {
        Port port = graph.inputs().stream()
                .filter(candidate -> candidate.name().equals(input))
                .findFirst()
                .orElseThrow();
        execution.put(port, row, item);
        return this;
    }

    Runner factor(float factor) {
        try (Tensor item = TestTensors.floats(allocator, new long[] {1}, factor)) {
            return put("S", 0, item);
        }
    }

    Runner floats(int row, long height, long width, float... values) {
        try (Tensor item = TestTensors.floats(allocator, new long[] {height, width}, values)) {
            return put("X", row, item);
        }
    }

    Runner fill(int row, int width, float value) {
        float[] values = new float[width];
        Arrays.fill(values, value);
        return floats(row, 1, width, values);
    }

    Runner longs(int row, long value) {
        try (Tensor item = TestTensors.longs(allocator, new long[] {1, 1}, value)) {
            return put("X", row, item);
        }
    }

    void run() throws BackendException {
        execution.launch();
        while (!execution.await(1_000_000)) {
            // Waits for as long as it takes.
        }
    }

    Tensor tensor(int row, int rows, int... lengths) {
        return execution.take(graph.outputs().get(0), row, rows, lengths);
    }

    float[] take(int row) {
        try (Tensor out = tensor(row, 1)) {
            return TestTensors.floats(out);
        }
    }

    void expect(int row, int rows, long[] shape, float... values) {
        try (Tensor out = tensor(row, rows)) {
            check(out, shape, values);
        }
    }

    void expectCut(int row, int rows, int length, long[] shape, float... values) {
        try (Tensor out = tensor(row, rows, length)) {
            check(out, shape, values);
        }
    }

    private static void check(Tensor out, long[] shape, float... values) {
        assertThat(out.shape()).containsExactly(shape);
        assertThat(TestTensors.floats(out)).containsExactly(values);
    }
}
