package dev.triptych.plugin.classifier;

import dev.triptych.spi.tensor.DType;
import dev.triptych.spi.tensor.Tensor;
import dev.triptych.spi.tensor.Tensors;
import dev.triptych.testing.LedgerAllocator;
import dev.triptych.testing.TestTensors;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.UnaryOperator;

/** A way of feeding a graph that is wrong by little. */
enum Mutant {
    NONE,
    BGR,
    /** Each row begins one pixel later: a crop off by one. */
    SHIFTED,
    /** Each picture is fed the pixels of the one before. */
    ANOTHER,
    END_DROPPED,
    PADDING_UNMASKED;

    private static final int EDGE = 32;
    private static final int PLANE = EDGE * EDGE;
    // Outside every ledger: the changed inputs are closed with the batch.
    private static final LedgerAllocator MEMORY = new LedgerAllocator();

    UnaryOperator<Tensors> change() {
        return switch (this) {
            case NONE -> UnaryOperator.identity();
            case BGR -> inputs -> pixels(inputs, Mutant::swapped);
            case SHIFTED -> inputs -> pixels(inputs, Mutant::shifted);
            case ANOTHER -> late();
            case END_DROPPED -> inputs -> tokens(inputs, -1);
            case PADDING_UNMASKED -> inputs -> tokens(inputs, 3);
        };
    }

    private static Tensors pixels(Tensors inputs, UnaryOperator<float[]> change) {
        try (inputs) {
            float[] wrong = change.apply(TestTensors.floats(inputs.get("pixel_values")));
            return Tensors.of("pixel_values", TestTensors.floats(MEMORY, new long[] {1, 3, EDGE, EDGE}, wrong));
        }
    }

    private static float[] swapped(float... right) {
        float[] wrong = new float[right.length];
        for (int i = 0; i < wrong.length; i++) {
            wrong[i] = right[(2 - i / PLANE) * PLANE + i % PLANE];
        }
        return wrong;
    }

    private static float[] shifted(float... right) {
        float[] wrong = new float[right.length];
        for (int i = 0; i < wrong.length; i++) {
            wrong[i] = right[i % EDGE == EDGE - 1 ? i : i + 1];
        }
        return wrong;
    }

    private static UnaryOperator<Tensors> late() {
        AtomicReference<float[]> before = new AtomicReference<>(new float[3 * PLANE]);
        return inputs -> pixels(inputs, before::getAndSet);
    }

    private static Tensors tokens(Tensors inputs, int more) {
        Map<String, Tensor> all = new HashMap<>();
        try (inputs) {
            for (String port : List.of("input_ids", "attention_mask", "token_type_ids")) {
                long[] right = TestTensors.longs(inputs.get(port));
                long[] wrong = Arrays.copyOf(right, Math.min(right.length + more, 64));
                if (port.equals("attention_mask")) {
                    Arrays.fill(wrong, 1);
                }
                ByteBuffer bytes =
                        ByteBuffer.allocate(wrong.length * Long.BYTES).order(ByteOrder.LITTLE_ENDIAN);
                bytes.asLongBuffer().put(wrong);
                all.put(port, TestTensors.raw(MEMORY, DType.INT64, new long[] {1, wrong.length}, bytes.array()));
            }
        }
        return Tensors.of(all);
    }
}
