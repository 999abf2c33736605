package dev.triptych.runtime.cache;

import dev.triptych.spi.model.Embedding;
import dev.triptych.spi.model.Space;
import dev.triptych.spi.tensor.DType;
import dev.triptych.spi.tensor.TensorAllocator;
import dev.triptych.spi.tensor.TensorBuilder;
import java.nio.ByteBuffer;

/**
 * A vector on the heap, as the model gave it: callers get copies, so it holds no pooled memory and belongs to nobody.
 *
 * @param values FP32, little-endian; never changed
 */
@SuppressWarnings("ArrayRecordComponent") // compared by nobody
public record KeptVector(Space space, byte[] values, boolean normalized, boolean truncated) {
    /** What an entry takes on the heap beside its numbers: key, record, array, and the cache's own node. */
    private static final int ENTRY_BYTES = 176 + ContentKey.BYTES;

    /** A copy of an embedding, which is closed. */
    public static KeptVector of(Embedding embedding) {
        try (embedding) {
            ByteBuffer host = embedding.vector().host();
            byte[] values = new byte[host.remaining()];
            host.get(values);
            return new KeptVector(embedding.space(), values, embedding.normalized(), embedding.truncated());
        }
    }

    /** An embedding of the caller's own. */
    public Embedding copy(TensorAllocator allocator) {
        try (TensorBuilder builder = allocator.allocate(DType.FP32, values.length / Float.BYTES)) {
            builder.buffer().put(0, values);
            return new Embedding(space, builder.build(), normalized, truncated);
        }
    }

    /** Bytes of heap that an entry with it holds, roughly. */
    int bytes() {
        return ENTRY_BYTES + values.length;
    }

    /** Whether it holds numbers alone; what a model spoils once is better computed again. */
    boolean finite() {
        ByteBuffer bytes = ByteBuffer.wrap(values).order(java.nio.ByteOrder.LITTLE_ENDIAN);
        for (int i = 0; i < values.length; i += Float.BYTES) {
            if (!Float.isFinite(bytes.getFloat(i))) {
                return false;
            }
        }
        return true;
    }
}
