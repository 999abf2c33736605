package dev.triptych.plugin.dualencoder;

import dev.triptych.spi.tensor.DType;
import dev.triptych.spi.tensor.Tensor;
import dev.triptych.spi.tensor.Tensors;
import dev.triptych.testing.LedgerAllocator;
import dev.triptych.testing.TestTensors;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.function.UnaryOperator;

/** What befalls the tokens of the CLIP fixtures on their way: a mistake. */
enum Tokens implements UnaryOperator<Tensors> {
    END_DROPPED,
    PADDED_IN_FRONT;

    private static final int LENGTH = 77;
    private static final long PAD = 1513;
    // Outside every ledger: the changed inputs are closed with the batch.
    private static final LedgerAllocator MEMORY = new LedgerAllocator();

    @Override
    public Tensors apply(Tensors inputs) {
        if (!inputs.has("input_ids")) {
            return inputs;
        }
        try (inputs) {
            long[] ids = changed(TestTensors.longs(inputs.get("input_ids")));
            Map<String, Tensor> all = new HashMap<>(Map.of("input_ids", row(ids)));
            if (inputs.has("attention_mask")) {
                long[] mask = new long[ids.length];
                Arrays.fill(mask, 1);
                all.put("attention_mask", row(mask));
            }
            return Tensors.of(all);
        }
    }

    private long[] changed(long... ids) {
        if (this == END_DROPPED) {
            return Arrays.copyOf(ids, ids.length - 1);
        }
        long[] padded = new long[Math.min(ids.length + 2, LENGTH)];
        Arrays.fill(padded, PAD);
        System.arraycopy(ids, 0, padded, padded.length - ids.length, ids.length);
        return padded;
    }

    private static Tensor row(long... values) {
        ByteBuffer buffer = ByteBuffer.allocate(values.length * Long.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        buffer.asLongBuffer().put(values);
        return TestTensors.raw(MEMORY, DType.INT64, new long[] {1, values.length}, buffer.array());
    }
}
