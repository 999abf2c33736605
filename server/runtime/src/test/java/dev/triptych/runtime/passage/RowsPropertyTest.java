package dev.triptych.runtime.passage;

import static org.assertj.core.api.Assertions.assertThat;

import dev.triptych.spi.graph.Port;
import dev.triptych.spi.tensor.DType;
import dev.triptych.spi.tensor.Tensor;
import dev.triptych.spi.tensor.Tensors;
import dev.triptych.testing.LedgerAllocator;
import dev.triptych.testing.TestTensors;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

class RowsPropertyTest {
    private final LedgerAllocator memory = new LedgerAllocator();

    @Property(tries = 300)
    void piecesInAnyOrder_gatheredAgain_areTheWhole(
            @ForAll @IntRange(min = 0, max = 2) int axis,
            @ForAll @IntRange(min = 1, max = 12) int rows,
            @ForAll @IntRange(min = 1, max = 5) int piece,
            @ForAll long seed) {
        List<Port> ports = List.of(new Port("x", DType.FP32, List.of(-1L, -1L, -1L), axis, List.of(), 0));
        long[] shape = {2, 3, 4};
        shape[axis] = rows;
        Random random = new Random(seed);
        float[] values = new float[(int) (shape[0] * shape[1] * shape[2])];
        for (int i = 0; i < values.length; i++) {
            values[i] = i;
        }
        List<Integer> starts = new ArrayList<>();
        for (int first = 0; first < rows; first += piece) {
            starts.add(first);
        }
        Collections.shuffle(starts, random);
        try (Tensors inputs = Tensors.of("x", TestTensors.floats(memory, shape, values));
                RowGatherer gatherer = new RowGatherer(ports, rows, memory)) {
            RowCutter cutter = new RowCutter(ports, inputs, memory);
            for (int first : starts) {
                gatherer.add(first, cutter.rows(first, Math.min(piece, rows - first)));
            }
            try (Tensors all = gatherer.all()) {
                assertThat(all.get("x").shape()).isEqualTo(shape);
                assertThat(TestTensors.floats(all.get("x"))).isEqualTo(values);
            }
        }
        memory.assertNoLeaks();
    }

    @Property(tries = 20)
    void inputWithoutRows_isSharedByAllPieces(@ForAll @IntRange(min = 1, max = 5) int rows) {
        List<Port> ports = List.of(
                Port.batched("x", DType.FP32, List.of(-1L, 1L)),
                new Port("k", DType.FP32, List.of(), Port.NO_BATCH, List.of(), 0));
        Tensor x = TestTensors.floats(memory, new long[] {rows, 1}, new float[rows]);
        Tensor k = TestTensors.floats(memory, new long[0], 7);
        try (Tensors inputs = Tensors.of(Map.of("x", x, "k", k))) {
            RowCutter cutter = new RowCutter(ports, inputs, memory);
            for (int row = 0; row < rows; row++) {
                try (Tensors piece = cutter.rows(row, 1)) {
                    assertThat(TestTensors.floats(piece.get("k"))).containsExactly(7);
                }
            }
        }
        memory.assertNoLeaks();
    }
}
