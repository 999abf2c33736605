package dev.triptych.plugin.dualencoder;

import dev.triptych.spi.tensor.Tensors;
import dev.triptych.testing.LedgerAllocator;
import dev.triptych.testing.TestTensors;
import java.util.function.UnaryOperator;

/** What befalls the pixels of a 64 x 64 image on their way: nothing, or a mistake. */
enum Pixels implements UnaryOperator<Tensors> {
    RIGHT,
    BGR,
    /** Each row begins one pixel later. */
    SHIFTED,
    /** Columns where rows should be. */
    TRANSPOSED;

    private static final int EDGE = 64;
    private static final int PLANE = EDGE * EDGE;
    // Outside every ledger: the changed inputs are closed with the batch.
    private static final LedgerAllocator MEMORY = new LedgerAllocator();

    @Override
    public Tensors apply(Tensors inputs) {
        String port = inputs.has("image") ? "image" : "pixel_values";
        if (this == RIGHT || !inputs.has(port)) {
            return inputs;
        }
        try (inputs) {
            float[] right = TestTensors.floats(inputs.get(port));
            float[] wrong = new float[right.length];
            for (int at = 0; at < wrong.length; at++) {
                wrong[at] = right[source(at)];
            }
            return Tensors.of(port, TestTensors.floats(MEMORY, new long[] {1, 3, EDGE, EDGE}, wrong));
        }
    }

    private int source(int at) {
        return switch (this) {
            case RIGHT -> at;
            case BGR -> (2 - at / PLANE) * PLANE + at % PLANE;
            case SHIFTED -> at % EDGE == EDGE - 1 ? at : at + 1;
            case TRANSPOSED -> at / PLANE * PLANE + at % EDGE * EDGE + at % PLANE / EDGE;
        };
    }
}
