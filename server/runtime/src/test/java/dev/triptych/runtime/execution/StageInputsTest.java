package dev.triptych.runtime.execution;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.triptych.scheduling.Bucket;
import dev.triptych.spi.error.Reason;
import dev.triptych.spi.error.TaskException;
import dev.triptych.spi.graph.Graph;
import dev.triptych.spi.graph.Pad;
import dev.triptych.spi.graph.Port;
import dev.triptych.spi.tensor.DType;
import dev.triptych.spi.tensor.Tensor;
import dev.triptych.spi.tensor.TensorAllocator;
import dev.triptych.spi.tensor.Tensors;
import dev.triptych.testing.LedgerExtension;
import dev.triptych.testing.TestTensors;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class StageInputsTest {
    @RegisterExtension
    final LedgerExtension memory = new LedgerExtension();

    private static final Port TOKENS =
            Port.batched("tokens", DType.INT64, List.of(-1L, -1L)).padded(0, List.of(new Pad(1, 0)));
    private static final Port MASK =
            Port.batched("mask", DType.INT64, List.of(-1L, -1L)).padded(0, List.of(new Pad(1, 0)));
    private static final Port LABELS =
            Port.batched("labels", DType.FP32, List.of(-1L, 2L)).batchedAlong(Port.NO_BATCH);

    private final TensorAllocator allocator = memory.allocator();

    @Test
    void lengths_ofTheItem_areTheBucketsRungs() {
        StageInputs checks = inputs(4, TOKENS, MASK);
        try (Tensors item = Tensors.of(Map.of("tokens", longs(2, 7), "mask", longs(2, 7)))) {
            assertThat(checks.bucket(null, 2, item).rungs()).containsExactly(7);
        }
    }

    @Test
    void sharedValues_differing_neverShareABatch() {
        StageInputs checks = inputs(4, TOKENS, LABELS);
        Bucket first = bucket(checks, 1, 2);
        assertThat(bucket(checks, 1, 2).key()).isEqualTo(first.key());
        assertThat(bucket(checks, 1, 3).key()).isNotEqualTo(first.key());
        assertThat(bucket(checks, new float[40]).key())
                .isNotEqualTo(bucket(checks, new float[42]).key());
    }

    @Test
    void freeDims_differing_neverShareABatch() {
        Port image = Port.batched("image", DType.FP32, List.of(-1L, -1L));
        StageInputs checks = inputs(4, image);
        try (Tensors wide = Tensors.of("image", TestTensors.floats(allocator, new long[] {1, 2}));
                Tensors narrow = Tensors.of("image", TestTensors.floats(allocator, new long[] {1, 1}))) {
            assertThat(checks.bucket(null, 1, wide).key())
                    .isNotEqualTo(checks.bucket(null, 1, narrow).key());
        }
    }

    @Test
    void submissions_thatDoNotFit_areRefusedByReason() {
        StageInputs checks = inputs(2, TOKENS, MASK);
        assertThat(reason(checks, 3, Map.of("tokens", longs(3, 1), "mask", longs(3, 1))))
                .isEqualTo(Reason.BATCH_TOO_LARGE);
        assertThat(reason(checks, 1, Map.of("tokens", longs(1, 1)))).isEqualTo(Reason.INPUT_MISSING);
        assertThat(reason(checks, 1, Map.of("tokens", longs(1, 1), "mask", longs(1, 1), "more", longs(1, 1))))
                .isEqualTo(Reason.INPUT_UNKNOWN);
        assertThat(reason(checks, 1, Map.of("tokens", longs(1, 1), "mask", floats(1, 1))))
                .isEqualTo(Reason.TENSOR_TYPE);
        assertThat(reason(checks, 1, Map.of("tokens", longs(1, 2), "mask", longs(1, 3))))
                .isEqualTo(Reason.TENSOR_SHAPE);
        assertThat(reason(checks, 1, Map.of("tokens", longs(2, 2), "mask", longs(1, 2))))
                .isEqualTo(Reason.TENSOR_SHAPE);
    }

    private Bucket bucket(StageInputs checks, float... labels) {
        try (Tensors item = Tensors.of(Map.of("tokens", longs(1, 3), "labels", floats(labels.length / 2, 2, labels)))) {
            return checks.bucket(null, 1, item);
        }
    }

    private Reason reason(StageInputs checks, int rows, Map<String, Tensor> tensors) {
        Reason[] seen = new Reason[1];
        try (Tensors item = Tensors.of(tensors)) {
            assertThatThrownBy(() -> checks.bucket(null, rows, item))
                    .isInstanceOfSatisfying(TaskException.class, e -> seen[0] = e.reason());
        }
        return seen[0];
    }

    private Tensor longs(int rows, int columns) {
        return TestTensors.longs(allocator, new long[] {rows, columns}, new long[rows * columns]);
    }

    private Tensor floats(int rows, int columns, float... values) {
        return TestTensors.floats(allocator, new long[] {rows, columns}, values);
    }

    private static StageInputs inputs(int maxRows, Port... ports) {
        return new StageInputs(new Graph("g", Path.of("g"), "0", List.of(ports), List.of(), Set.of()), maxRows);
    }
}
