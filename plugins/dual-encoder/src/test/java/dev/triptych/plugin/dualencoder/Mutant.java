package dev.triptych.plugin.dualencoder;

import dev.triptych.spi.tensor.DType;
import dev.triptych.spi.tensor.Tensor;
import dev.triptych.spi.tensor.Tensors;
import dev.triptych.testing.FakeModelFolder;
import dev.triptych.testing.LedgerAllocator;
import dev.triptych.testing.TestTensors;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.Map;
import java.util.function.UnaryOperator;

/** A way of feeding a tower that is wrong by little; the goldens must tell each from the right one. */
enum Mutant {
    BILINEAR("\"resample\": 3", "\"resample\": 2"),
    LANCZOS("\"resample\": 3", "\"resample\": 1"),
    WRONG_MEAN("0.48145466", "0.485"),
    BGR,
    CROP_PLUS_ONE,
    EOS_DROPPED,
    PADDED_IN_FRONT;

    private static final int EDGE = 64;
    private static final long PAD = 1513;
    // Outside every ledger: the changed inputs are closed with the batch.
    private static final LedgerAllocator MEMORY = new LedgerAllocator();

    private final String from;
    private final String to;

    Mutant() {
        this("", "");
    }

    Mutant(String from, String to) {
        this.from = from;
        this.to = to;
    }

    boolean ofTexts() {
        return this == EOS_DROPPED || this == PADDED_IN_FRONT;
    }

    /** The folder with this mutant's mistake in its configuration, if it is one of those. */
    FakeModelFolder in(FakeModelFolder folder) {
        String config = folder.text("preprocessor_config.json");
        if (!config.contains(from)) {
            throw new AssertionError("the fixture has no " + from);
        }
        return folder.with("preprocessor_config.json", config.replace(from, to));
    }

    /** What this mutant does to a stage's inputs. */
    UnaryOperator<Tensors> change() {
        return switch (this) {
            case BGR ->
                inputs -> pixels(
                        inputs, (planes, at) -> planes[(2 - at / (EDGE * EDGE)) * EDGE * EDGE + at % (EDGE * EDGE)]);
            case CROP_PLUS_ONE -> inputs -> pixels(inputs, (planes, at) -> planes[at % EDGE == EDGE - 1 ? at : at + 1]);
            case EOS_DROPPED -> inputs -> tokens(inputs, ids -> Arrays.copyOf(ids, ids.length - 1));
            case PADDED_IN_FRONT -> inputs -> tokens(inputs, Mutant::inFront);
            default -> UnaryOperator.identity();
        };
    }

    private interface Pixel {
        float at(float[] planes, int index);
    }

    private static Tensors pixels(Tensors inputs, Pixel pixel) {
        try (inputs) {
            float[] right = TestTensors.floats(inputs.get("pixel_values"));
            float[] wrong = new float[right.length];
            for (int i = 0; i < wrong.length; i++) {
                wrong[i] = pixel.at(right, i);
            }
            return Tensors.of("pixel_values", TestTensors.floats(MEMORY, new long[] {1, 3, EDGE, EDGE}, wrong));
        }
    }

    private static Tensors tokens(Tensors inputs, UnaryOperator<long[]> change) {
        if (!inputs.has("input_ids")) {
            return inputs;
        }
        try (inputs) {
            long[] ids = change.apply(TestTensors.longs(inputs.get("input_ids")));
            long[] mask = new long[ids.length];
            Arrays.fill(mask, 1);
            return Tensors.of(Map.of("input_ids", row(ids), "attention_mask", row(mask)));
        }
    }

    private static long[] inFront(long... ids) {
        long[] padded = new long[Math.min(ids.length + 2, 77)];
        Arrays.fill(padded, PAD);
        System.arraycopy(ids, 0, padded, padded.length - ids.length, ids.length);
        return padded;
    }

    private static Tensor row(long... values) {
        return TestTensors.raw(MEMORY, DType.INT64, new long[] {1, values.length}, bytes(values));
    }

    private static byte[] bytes(long... values) {
        ByteBuffer buffer = ByteBuffer.allocate(values.length * Long.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        buffer.asLongBuffer().put(values);
        return buffer.array();
    }
}
