package dev.triptych.backend.onnxruntime;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import dev.triptych.spi.backend.BackendException;
import dev.triptych.spi.backend.BatchLayout;
import dev.triptych.spi.graph.Port;
import dev.triptych.spi.tensor.Blocks;
import dev.triptych.spi.tensor.ByteElements;
import dev.triptych.spi.tensor.Shapes;
import dev.triptych.spi.tensor.Tensor;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * An input of type BYTES: ONNX's strings. Padding is the empty text.
 *
 * <p>ONNX Runtime's Java interface takes strings in Java's modified UTF-8, which writes U+0000 and the characters above
 * U+FFFF in ways that a graph would not understand. Such text, and bytes that are not UTF-8, fail the item instead of
 * arriving changed.
 */
final class TextInput implements InputSlot {
    private final OrtEnvironment environment;
    private final Port port;
    private int rows;
    private int[] lengths = {};
    private long[] shape = {};
    private String @Nullable [] batch;
    private boolean unfit;
    private @Nullable OnnxTensor tensor;

    TextInput(OrtEnvironment environment, Port port) {
        this.environment = environment;
        this.port = port;
    }

    @Override
    public void begin(int newRows, int[] newLengths) {
        rows = newRows;
        lengths = newLengths;
        batch = null;
        unfit = false;
        close();
    }

    @Override
    public void put(int row, Tensor item) {
        long[] itemShape = item.shape();
        String[] target = batch;
        if (target == null) {
            shape = BatchLayout.batched(port, rows, lengths, itemShape);
            target = new String[Math.toIntExact(Shapes.elements(shape))];
            Arrays.fill(target, "");
            batch = target;
        }
        BatchLayout.check(port, shape, itemShape);
        String[] texts = texts(item, Math.toIntExact(Shapes.elements(itemShape)));
        String[] into = target;
        Blocks.runs(
                itemShape,
                new long[itemShape.length],
                shape,
                BatchLayout.origin(port, row),
                itemShape,
                (from, to, count) -> System.arraycopy(texts, from, into, to, count));
    }

    private String[] texts(Tensor item, int count) {
        byte[][] elements = ByteElements.decode(item.host(), count);
        String[] texts = new String[count];
        for (int i = 0; i < count; i++) {
            texts[i] = text(elements[i]);
        }
        return texts;
    }

    private String text(byte[] bytes) {
        try {
            String text = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
            unfit |= text.chars().anyMatch(c -> c == 0 || Character.isSurrogate((char) c));
            return text;
        } catch (CharacterCodingException e) {
            unfit = true;
            return "";
        }
    }

    @Override
    public OnnxTensor tensor() throws BackendException, OrtException {
        String[] texts = batch;
        if (texts == null) {
            throw new IllegalStateException("nothing was put into input " + port.name());
        }
        if (unfit) {
            throw new BackendException(
                    BackendException.Kind.ITEM,
                    "input " + port.name()
                            + " holds bytes that are not UTF-8, or a character (U+0000, or above U+FFFF) that"
                            + " ONNX Runtime's Java interface cannot carry",
                    null);
        }
        close();
        OnnxTensor made = OnnxTensor.createTensor(environment, texts, shape);
        tensor = made;
        return made;
    }

    @Override
    public void close() {
        if (tensor != null) {
            tensor.close();
            tensor = null;
        }
    }
}
