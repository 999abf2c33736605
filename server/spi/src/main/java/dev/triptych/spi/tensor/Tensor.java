package dev.triptych.spi.tensor;

import java.nio.ByteBuffer;
import java.util.concurrent.CompletionStage;

/**
 * An immutable, reference-counted block of typed elements on the host or on a device.
 *
 * <p><b>Ownership.</b> A tensor starts with one reference, held by whoever made it. {@link #retain} adds one,
 * {@link #close} gives one back; the memory returns to its pool with the last. Handing a tensor to
 * {@link dev.triptych.spi.model.Stage#submit} hands over one reference, whatever the outcome; a tensor that comes out
 * belongs to the receiver. Cancelling never frees memory that native code may still read. One tensor stays below 2 GiB.
 *
 * <p><b>Use after the last close</b> is a bug and throws {@link IllegalStateException}; in test builds the memory is
 * poisoned first. No Cleaner stands behind this: an unclosed tensor leaks.
 *
 * <p><b>Threads.</b> All methods may be called from any thread; the contents never change.
 */
public interface Tensor extends AutoCloseable {
    /** The element type. */
    DType type();

    /** The dimensions, outermost first; empty for a scalar. The array is the caller's own. */
    long[] shape();

    /** Where the memory lies. */
    Place place();

    /**
     * The contents: a read-only, little-endian view from position 0 to the byte length, valid until the caller's
     * reference is closed.
     *
     * @throws IllegalStateException when the tensor is not in host memory, or is released
     */
    ByteBuffer host();

    /** A tensor with the same contents in host memory; completes at once, with one more reference, when it is there. */
    CompletionStage<Tensor> toHost();

    /**
     * A tensor over a part of this one's memory, holding a reference of its own to the whole.
     *
     * @param byteOffset where the part begins
     * @param shape the part's dimensions; its bytes must lie inside this tensor
     * @throws IndexOutOfBoundsException when they do not
     */
    Tensor view(long byteOffset, long... shape);

    /** Adds a reference and returns this tensor. */
    Tensor retain();

    /** Gives one reference back. */
    @Override
    void close();
}
