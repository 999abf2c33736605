package dev.triptych.testing;

import dev.triptych.spi.tensor.DType;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * Writes tiny ONNX files, so that tests state their graphs in place.
 *
 * <p>IR version 8, opset 17 unless told; field numbers are those of onnx.proto.
 */
public final class OnnxWriter {
    private static final List<DType> BY_NUMBER = List.of(
            DType.FP32,
            DType.UINT8,
            DType.INT8,
            DType.UINT16,
            DType.INT16,
            DType.INT32,
            DType.INT64,
            DType.BYTES,
            DType.BOOL,
            DType.FP16,
            DType.FP64,
            DType.UINT32,
            DType.UINT64);

    private final ByteArrayOutputStream graph = new ByteArrayOutputStream();
    private int opset = 17;

    /** Declares another opset. */
    public OnnxWriter opset(int version) {
        opset = version;
        return this;
    }

    /** Adds an input; -1 is a free dimension. */
    public OnnxWriter input(String name, DType type, long... dims) {
        message(graph, 11, valueInfo(name, type, dims));
        return this;
    }

    /** Adds an output; -1 is a free dimension. */
    public OnnxWriter output(String name, DType type, long... dims) {
        message(graph, 12, valueInfo(name, type, dims));
        return this;
    }

    /** Adds a node, named after its first output, with integer attributes written {@code name=value}. */
    public OnnxWriter node(String op, List<String> inputs, List<String> outputs, String... attributes) {
        ByteArrayOutputStream node = new ByteArrayOutputStream();
        inputs.forEach(name -> text(node, 1, name));
        outputs.forEach(name -> text(node, 2, name));
        text(node, 3, outputs.get(0) + "_node");
        text(node, 4, op);
        for (String attribute : attributes) {
            ByteArrayOutputStream body = new ByteArrayOutputStream();
            int equals = attribute.indexOf('=');
            text(body, 1, attribute.substring(0, equals));
            number(body, 3, Long.parseLong(attribute.substring(equals + 1)));
            number(body, 20, 2);
            message(node, 5, body);
        }
        message(graph, 1, node);
        return this;
    }

    /** Adds FP32 weights. */
    public OnnxWriter weights(String name, long[] dims, float... values) {
        ByteBuffer raw = ByteBuffer.allocate(values.length * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        raw.asFloatBuffer().put(values);
        return tensor(name, DType.FP32, dims, raw.array());
    }

    /** Adds INT64 constants. */
    public OnnxWriter integers(String name, long[] dims, long... values) {
        ByteBuffer raw = ByteBuffer.allocate(values.length * Long.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        raw.asLongBuffer().put(values);
        return tensor(name, DType.INT64, dims, raw.array());
    }

    /** The file's bytes. */
    public byte[] bytes() {
        ByteArrayOutputStream named = new ByteArrayOutputStream();
        named.writeBytes(graph.toByteArray());
        text(named, 2, "test");
        ByteArrayOutputStream operators = new ByteArrayOutputStream();
        number(operators, 2, opset);
        ByteArrayOutputStream model = new ByteArrayOutputStream();
        number(model, 1, 8);
        message(model, 7, named);
        message(model, 8, operators);
        return model.toByteArray();
    }

    /** Writes the file and returns its path. */
    public Path write(Path file) {
        try {
            return Files.write(file, bytes());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private OnnxWriter tensor(String name, DType type, long[] dims, byte[] raw) {
        ByteArrayOutputStream tensor = new ByteArrayOutputStream();
        for (long dim : dims) {
            number(tensor, 1, dim);
        }
        number(tensor, 2, number(type));
        text(tensor, 8, name);
        bytes(tensor, 9, raw);
        message(graph, 5, tensor);
        return this;
    }

    private static ByteArrayOutputStream valueInfo(String name, DType type, long... dims) {
        ByteArrayOutputStream shape = new ByteArrayOutputStream();
        for (int axis = 0; axis < dims.length; axis++) {
            ByteArrayOutputStream dim = new ByteArrayOutputStream();
            if (dims[axis] < 0) {
                text(dim, 2, name + "_" + axis);
            } else {
                number(dim, 1, dims[axis]);
            }
            message(shape, 1, dim);
        }
        ByteArrayOutputStream tensorType = new ByteArrayOutputStream();
        number(tensorType, 1, number(type));
        message(tensorType, 2, shape);
        ByteArrayOutputStream typeProto = new ByteArrayOutputStream();
        message(typeProto, 1, tensorType);
        ByteArrayOutputStream info = new ByteArrayOutputStream();
        text(info, 1, name);
        message(info, 2, typeProto);
        return info;
    }

    /** The number of a type in ONNX. */
    private static int number(DType type) {
        // 14 and 15 are complex numbers.
        return type == DType.BF16 ? 16 : BY_NUMBER.indexOf(type) + 1;
    }

    private static void number(ByteArrayOutputStream out, int field, long value) {
        varint(out, (long) field << 3);
        varint(out, value);
    }

    private static void text(ByteArrayOutputStream out, int field, String text) {
        bytes(out, field, text.getBytes(StandardCharsets.UTF_8));
    }

    private static void message(ByteArrayOutputStream out, int field, ByteArrayOutputStream message) {
        bytes(out, field, message.toByteArray());
    }

    private static void bytes(ByteArrayOutputStream out, int field, byte[] bytes) {
        varint(out, (long) field << 3 | 2);
        varint(out, bytes.length);
        out.writeBytes(bytes);
    }

    private static void varint(ByteArrayOutputStream out, long value) {
        long rest = value;
        while ((rest & ~0x7fL) != 0) {
            out.write((int) ((rest & 0x7f) | 0x80));
            rest >>>= 7;
        }
        out.write((int) rest);
    }
}
