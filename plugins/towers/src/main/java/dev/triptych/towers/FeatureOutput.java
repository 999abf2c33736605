package dev.triptych.towers;

import dev.triptych.spi.content.Modality;
import dev.triptych.spi.error.Quoted;
import dev.triptych.spi.error.Reason;
import dev.triptych.spi.error.TaskException;
import dev.triptych.spi.graph.Pad;
import dev.triptych.spi.graph.Port;
import dev.triptych.spi.model.Feature;
import dev.triptych.spi.tensor.DType;
import dev.triptych.spi.tensor.Tensor;
import dev.triptych.spi.tensor.TensorAllocator;
import java.util.List;
import java.util.Set;

/**
 * An output of a tower's graph that is given out as a feature: FP32, without a batch axis.
 *
 * @param feature the feature's name, one of {@link Feature}'s
 * @param port the graph's output
 * @param rows vectors of an item: {@link #ONE} without an axis of their own, {@link Feature#VARIES} by the text's tokens,
 *     else the number of patches
 * @param width numbers of a vector
 */
record FeatureOutput(String feature, Port port, long rows, int width) {
    /** The feature is one vector. */
    static final long ONE = 0;

    /** Class and register tokens that a tower may put before its patches. */
    private static final long MOST_BEFORE = 16;

    /** What a listing says. */
    Feature declared(Modality modality) {
        List<Long> dims = rows == ONE ? List.of((long) width) : List.of(rows, (long) width);
        return new Feature(feature, Set.of(modality), DType.FP32, dims, meaning());
    }

    private String meaning() {
        String what =
                switch (feature) {
                    case Feature.TOKENS -> "one vector for each token of the text, special tokens in, padding out";
                    case Feature.PATCHES ->
                        "one vector for each patch, by rows from the top left, class and register tokens out";
                    case Feature.POOLED -> "the item's vector before any projection";
                    default -> "what feeds the head";
                };
        return what + ", as the graph's output " + Quoted.text(port.name()) + " has it";
    }

    /** The output as a stage shall see it: padded along its tokens where texts of several lengths meet. */
    Port padded(boolean ragged) {
        List<Pad> pads = ragged && port.dims().size() == 3 ? List.of(new Pad(1, 0)) : List.of();
        return new Port(port.name(), port.type(), port.dims(), 0, pads, 0);
    }

    /** Bytes of the feature of an item with so many tokens. */
    long bytes(long tokens) {
        long count = rows == ONE ? 1 : rows == Feature.VARIES ? tokens : rows;
        return count * width * Float.BYTES;
    }

    /**
     * The feature of one item.
     *
     * @param raw the stage's output for it, one row of a batch; closed by the caller
     * @param tokens the item's own tokens; of no account for images
     * @throws TaskException {@code MODEL_UNSUPPORTED} when the graph does not make what the configuration says
     */
    Tensor of(Tensor raw, long tokens, TensorAllocator allocator) {
        long[] shape = raw.shape();
        if (shape[shape.length - 1] != width || shape.length != port.dims().size()) {
            throw unlike(shape[shape.length - 1] + " wide, not " + width);
        }
        if (rows == ONE) {
            return Elements.part(raw, 0, allocator, width);
        }
        long wanted = rows == Feature.VARIES ? tokens : rows;
        long before = rows == Feature.VARIES ? 0 : shape[1] - wanted;
        if (shape[1] < wanted || before > MOST_BEFORE) {
            throw unlike(shape[1] + " vectors of an item, not " + wanted);
        }
        return Elements.part(raw, Math.toIntExact(before * width), allocator, wanted, width);
    }

    private TaskException unlike(String what) {
        return TaskException.of(
                Reason.MODEL_UNSUPPORTED,
                "the graph's output " + Quoted.text(port.name()) + " is " + what + ", which config.json says");
    }

    /** Whether so many vectors can be these patches and a few tokens before them. */
    static boolean holds(long vectors, long patches) {
        return vectors >= patches && vectors - patches <= MOST_BEFORE;
    }
}
