package dev.triptych.backend.onnxruntime;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OnnxValue;
import ai.onnxruntime.OrtException;
import dev.triptych.spi.backend.BackendException;
import dev.triptych.spi.backend.BatchLayout;
import dev.triptych.spi.graph.Port;
import dev.triptych.spi.tensor.Blocks;
import dev.triptych.spi.tensor.ByteElements;
import dev.triptych.spi.tensor.Shapes;
import dev.triptych.spi.tensor.Tensor;
import dev.triptych.spi.tensor.TensorAllocator;
import dev.triptych.spi.tensor.TensorBuilder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * An output of type BYTES: ONNX's strings, always copied.
 *
 * <p>The Java interface hands out strings as modified UTF-8 (see {@link TextInput}): a text that the graph itself makes
 * with a character above U+FFFF or U+0000, from a constant say, cannot be told from another and arrives changed.
 */
final class TextOutput implements OutputSlot {
    private final Port port;
    private final TensorAllocator allocator;
    private long[] shape = {};
    private byte[][] batch = {};

    TextOutput(Port port, TensorAllocator allocator) {
        this.port = port;
        this.allocator = allocator;
    }

    @Override
    public Optional<OnnxTensor> prepare(int rows, int[] lengths) {
        return Optional.empty();
    }

    @Override
    public void accept(OnnxValue value, int rows) throws BackendException, OrtException {
        if (!(value instanceof OnnxTensor tensor)) {
            throw Failures.notATensor(port);
        }
        shape = tensor.getInfo().getShape();
        Failures.checkShape(port, shape, rows);
        List<byte[]> elements = new ArrayList<>();
        flatten(tensor.getValue(), elements);
        batch = elements.toArray(byte[][]::new);
    }

    private static void flatten(Object value, List<byte[]> elements) {
        if (value instanceof Object[] array) {
            for (Object part : array) {
                flatten(part, elements);
            }
        } else {
            elements.add(value.toString().getBytes(StandardCharsets.UTF_8));
        }
    }

    @Override
    public Tensor take(int row, int rows, int[] lengths) {
        long[] share = BatchLayout.share(port, shape, rows, lengths);
        byte[][] elements = new byte[Math.toIntExact(Shapes.elements(share))][];
        Blocks.runs(
                shape,
                BatchLayout.origin(port, row),
                share,
                new long[share.length],
                share,
                (from, to, count) -> System.arraycopy(batch, from, elements, to, count));
        try (TensorBuilder copy = allocator.allocateBytes(ByteElements.encodedLength(elements), share)) {
            ByteElements.encode(elements, copy.buffer());
            return copy.build();
        }
    }

    @Override
    public void close() {
        batch = new byte[0][];
    }
}
