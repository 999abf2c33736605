package dev.triptych.backend.onnxruntime;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import dev.triptych.spi.tensor.DType;
import dev.triptych.spi.tensor.Shapes;
import dev.triptych.spi.tensor.Tensor;
import dev.triptych.spi.tensor.TensorAllocator;
import dev.triptych.spi.tensor.TensorBuilder;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The batch memory of one port of one execution, and the native tensors over it.
 *
 * <p>All shapes share one block, which grows to the largest and begins each of them, so the memory held does not depend on
 * how many shapes come by; the native tensors, small by themselves, are kept for the {@value #SHAPES} shapes used last.
 * Native tensors are always closed before the memory under them goes back to its pool.
 *
 * <p>Once a part is {@linkplain #share shared}, the block belongs to whoever holds the parts as well, and is replaced by a
 * new one at the next {@link #reserve}.
 */
final class PortMemory implements AutoCloseable {
    private static final int SHAPES = 16;

    private final OrtEnvironment environment;
    private final DType type;
    private final TensorAllocator allocator;
    private final Map<ShapeKey, OnnxTensor> tensors = new LinkedHashMap<>(SHAPES, 0.75f, true);
    private @Nullable TensorBuilder builder;
    private @Nullable Tensor shared;
    private @Nullable OnnxTensor current;
    private ByteBuffer bytes = ByteBuffer.allocate(0);
    private long[] shape = {};

    PortMemory(OrtEnvironment environment, DType type, TensorAllocator allocator) {
        this.environment = environment;
        this.type = type;
        this.allocator = allocator;
    }

    /** Makes room for a batch; what lay there is lost unless the shape is the same. */
    void reserve(long[] wanted) {
        boolean same = bytes.isDirect() && Arrays.equals(shape, wanted);
        if (same && shared == null) {
            return;
        }
        long needed = Shapes.bytes(type, wanted);
        current = null;
        shape = wanted.clone();
        if (shared != null || needed > bytes.capacity() || !bytes.isDirect()) {
            release();
            // An empty batch needs an address too.
            TensorBuilder fresh = allocator.allocate(type, Math.max(1, Shapes.elements(wanted)));
            builder = fresh;
            // A pool's buffer may have room beyond its limit that is not ours.
            bytes = fresh.buffer().slice().order(ByteOrder.LITTLE_ENDIAN);
        }
    }

    /** The native tensor over the reserved batch. */
    OnnxTensor tensor() throws OrtException {
        OnnxTensor known = current;
        if (known != null) {
            return known;
        }
        ShapeKey key = new ShapeKey(shape);
        OnnxTensor tensor = tensors.get(key);
        if (tensor == null) {
            ByteBuffer part =
                    bytes.slice(0, Math.toIntExact(Shapes.bytes(type, shape))).order(ByteOrder.nativeOrder());
            tensor = ElementTypes.over(environment, type, part, shape);
            tensors.put(key, tensor);
            if (tensors.size() > SHAPES) {
                tensors.remove(tensors.keySet().iterator().next()).close();
            }
        }
        current = tensor;
        return tensor;
    }

    /** The block, from byte 0 on; read and write it absolutely. */
    ByteBuffer bytes() {
        return bytes;
    }

    /** The reserved shape. */
    long[] shape() {
        return shape;
    }

    /** A counted view of a part, which keeps the whole block alive. */
    Tensor share(long byteOffset, long[] partShape) {
        Tensor whole = shared;
        if (whole == null) {
            TensorBuilder filled = builder;
            if (filled == null) {
                throw new IllegalStateException("nothing is reserved");
            }
            whole = filled.build();
            shared = whole;
            builder = null;
        }
        return whole.view(byteOffset, partShape);
    }

    private void release() {
        current = null;
        tensors.values().forEach(OnnxTensor::close);
        tensors.clear();
        bytes = ByteBuffer.allocate(0);
        if (builder != null) {
            builder.close();
            builder = null;
        }
        if (shared != null) {
            shared.close();
            shared = null;
        }
    }

    @Override
    public void close() {
        release();
    }
}
