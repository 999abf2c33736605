package dev.triptych.spi.tensor;

/** Gives out pooled, direct host memory for tensors; safe for use by many threads. */
public interface TensorAllocator {
    /**
     * Memory for a fixed-width tensor.
     *
     * @throws IllegalArgumentException for {@link DType#BYTES}, negative dimensions, or 2 GiB and more
     */
    TensorBuilder allocate(DType type, long... shape);

    /** Memory for a {@link DType#BYTES} tensor whose encoded elements take {@code byteLength} bytes. */
    TensorBuilder allocateBytes(long byteLength, long... shape);
}
