package dev.triptych.transport.inference;

import com.google.protobuf.ByteString;
import dev.triptych.spi.error.Reason;
import dev.triptych.spi.tensor.DType;
import dev.triptych.spi.tensor.Tensor;
import dev.triptych.spi.tensor.TensorAllocator;
import dev.triptych.spi.tensor.TensorBuilder;
import dev.triptych.transport.inference.Inputs.Input;
import java.util.function.Consumer;

/** Reads one checked input into pooled memory, in one copy. */
final class TensorReader {
    private final TensorAllocator memory;

    TensorReader(TensorAllocator memory) {
        this.memory = memory;
    }

    /**
     * The input as a tensor of the caller.
     *
     * @throws dev.triptych.spi.error.TaskException when its contents do not fit its shape
     */
    Tensor read(Input input) {
        DType type = InputShapes.type(input);
        long elements = InputShapes.elements(input, type.fixedWidth() ? type.width() : 4);
        long[] shape = InputShapes.axes(input.tensor().getShapeList());
        ByteString raw = input.raw();
        if (raw == null) {
            TypedContents.check(input, type, elements);
            return write(allocate(input, type, shape), builder -> TypedContents.write(input, type, builder.buffer()));
        }
        if (type.fixedWidth()) {
            size(input, raw, elements * type.width());
        } else {
            BytesFrames.split(input, raw, elements);
        }
        TensorBuilder builder =
                type.fixedWidth() ? memory.allocate(type, shape) : memory.allocateBytes(raw.size(), shape);
        return write(builder, filled -> raw.copyTo(filled.buffer()));
    }

    private TensorBuilder allocate(Input input, DType type, long[] shape) {
        return type.fixedWidth()
                ? memory.allocate(type, shape)
                : memory.allocateBytes(
                        TypedContents.encodedBytes(input.tensor().getContents().getBytesContentsList()), shape);
    }

    private static Tensor write(TensorBuilder builder, Consumer<TensorBuilder> contents) {
        try (builder) {
            contents.accept(builder);
            return builder.build();
        }
    }

    private static void size(Input input, ByteString raw, long expected) {
        if (raw.size() != expected) {
            throw Words.at(
                    Reason.TENSOR_SIZE,
                    input.contentsPath(),
                    input.where() + ": expected " + expected + " bytes for "
                            + input.tensor().getDatatype() + " "
                            + Words.shape(input.tensor().getShapeList()) + ", got " + raw.size());
        }
    }
}
