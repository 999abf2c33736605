package dev.triptych.spi.tensor;

import java.nio.ByteBuffer;

/**
 * Memory for one tensor that is still being written.
 *
 * <p>One thread writes, then calls {@link #build} once; {@link #close} without {@code build} gives the memory back.
 * Closing after {@code build} does nothing, so the builder fits try-with-resources.
 */
public interface TensorBuilder extends AutoCloseable {
    /** The writable, direct, little-endian buffer, from position 0 to the tensor's byte length; its contents are undefined. */
    ByteBuffer buffer();

    /** The finished tensor, with one reference held by the caller; {@link #buffer} must not be written afterwards. */
    Tensor build();

    @Override
    void close();
}
