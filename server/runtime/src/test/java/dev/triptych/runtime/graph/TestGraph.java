package dev.triptych.runtime.graph;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;

/** Writes small ONNX graphs for tests. */
final class TestGraph {
    static final int FLOAT = 1;
    static final int INT64 = 7;
    static final int BOOL = 9;

    private final Proto graph = new Proto();
    private final Proto functions = new Proto();

    /** Two towers and their product, as a combined CLIP export has them. */
    static TestGraph twoTowers() {
        return towers(new TestGraph()
                .weight("image.w", random(1, 4 * 8), 4, 8)
                .weight("text.table", random(2, 16 * 8), 16, 8)
                .weight("logit_scale", new float[] {3.0f}));
    }

    /** The same, around weights that stand there already. */
    static TestGraph towers(TestGraph weights) {
        return weights.input("input_ids", INT64, "texts", "tokens")
                .input("pixel_values", FLOAT, "images", 4)
                .node("/image/proj", "MatMul", List.of("pixel_values", "image.w"), "image_raw")
                .node("/image/norm", "LpNormalization", List.of("image_raw"), "image_embeds", ints("axis", -1))
                .node("/text/gather", "Gather", List.of("text.table", "input_ids"), "tokens")
                .node("/text/mean", "ReduceMean", List.of("tokens"), "text_raw", list("axes", 1), ints("keepdims", 0))
                .node("/text/norm", "LpNormalization", List.of("text_raw"), "text_embeds", ints("axis", -1))
                .node("/Transpose", "Transpose", List.of("image_embeds"), "image_t")
                .node("/MatMul", "MatMul", List.of("text_embeds", "image_t"), "cosines")
                .node("/Exp", "Exp", List.of("logit_scale"), "scale")
                .node("/Mul", "Mul", List.of("cosines", "scale"), "logits_per_text")
                .node("/Transpose_1", "Transpose", List.of("logits_per_text"), "logits_per_image")
                .valueInfo("image_raw", FLOAT, "images", 8)
                .valueInfo("text_raw", FLOAT, "texts", 8)
                .output("logits_per_image", FLOAT, "images", "texts")
                .output("text_embeds", FLOAT, "texts", 8)
                .output("image_embeds", FLOAT, "images", 8);
    }

    static float[] random(long seed, int count) {
        Random random = new Random(seed);
        float[] values = new float[count];
        for (int i = 0; i < count; i++) {
            values[i] = (float) random.nextGaussian();
        }
        return values;
    }

    static Proto ints(String name, long value) {
        return new Proto().text(1, name).varint(3, value).varint(20, 2);
    }

    static Proto list(String name, long value) {
        return new Proto().text(1, name).varint(8, value).varint(20, 7);
    }

    static Proto body(String name, TestGraph body) {
        byte[] named = concat(body.graphBytes(), new Proto().text(2, name).toByteArray());
        return new Proto().text(1, name).bytes(6, named).varint(20, 5);
    }

    static Proto tensor(String name, Proto tensor) {
        return new Proto().text(1, name).message(5, tensor).varint(20, 4);
    }

    TestGraph node(String name, String op, List<String> inputs, String output, Proto... attributes) {
        graph.message(1, nodeProto(name, op, "", inputs, output, attributes));
        return this;
    }

    TestGraph node(Proto node) {
        graph.message(1, node);
        return this;
    }

    static Proto nodeProto(
            String name, String op, String domain, List<String> inputs, String output, Proto... attributes) {
        Proto node = new Proto();
        inputs.forEach(input -> node.text(1, input));
        node.text(2, output).text(3, name).text(4, op);
        for (Proto attribute : attributes) {
            node.message(5, attribute);
        }
        return domain.isEmpty() ? node : node.text(7, domain);
    }

    static byte[] floats(float... values) {
        ByteBuffer raw = ByteBuffer.allocate(4 * values.length).order(ByteOrder.LITTLE_ENDIAN);
        for (float value : values) {
            raw.putFloat(value);
        }
        return raw.array();
    }

    static Proto tensorProto(String name, int type, byte[] raw, long... dims) {
        Proto tensor = new Proto();
        for (long dim : dims) {
            tensor.varint(1, dim);
        }
        return tensor.varint(2, type).text(8, name).bytes(9, raw);
    }

    TestGraph weight(String name, float[] values, long... dims) {
        return weight(tensorProto(name, FLOAT, floats(values), dims));
    }

    TestGraph weight(Proto tensor) {
        graph.message(5, tensor);
        return this;
    }

    /** A weight of floats at a place in another file. */
    TestGraph external(String name, String location, String offset, String length, long... dims) {
        Proto tensor = new Proto();
        for (long dim : dims) {
            tensor.varint(1, dim);
        }
        tensor.varint(2, FLOAT).text(8, name).message(13, entry("location", location));
        if (!offset.isEmpty()) {
            tensor.message(13, entry("offset", offset));
        }
        if (!length.isEmpty()) {
            tensor.message(13, entry("length", length));
        }
        return weight(tensor.varint(14, 1));
    }

    TestGraph input(String name, int type, Object... dims) {
        graph.message(11, value(name, type, dims));
        return this;
    }

    TestGraph output(String name, int type, Object... dims) {
        graph.message(12, value(name, type, dims));
        return this;
    }

    TestGraph valueInfo(String name, int type, Object... dims) {
        graph.message(13, value(name, type, dims));
        return this;
    }

    /** A field of the graph as it is. */
    TestGraph field(int number, Proto message) {
        graph.message(number, message);
        return this;
    }

    /** A function of one node, in the domain {@code local}. */
    TestGraph function(String name, Proto node) {
        functions.message(
                25,
                new Proto()
                        .text(1, name)
                        .text(4, "x")
                        .text(5, "y")
                        .message(7, node)
                        .message(9, opset("", 17))
                        .message(9, opset("local", 1))
                        .text(10, "local"));
        return this;
    }

    /** The graph alone. */
    byte[] graphBytes() {
        return graph.toByteArray();
    }

    /** The bytes of the file. */
    byte[] build() {
        Proto named = new Proto().text(2, "main");
        byte[] head = new Proto()
                .varint(1, 8)
                .text(2, "test")
                .message(8, opset("", 17))
                .message(8, opset("local", 1))
                .toByteArray();
        byte[] middle = new Proto()
                .bytes(7, concat(graph.toByteArray(), named.toByteArray()))
                .toByteArray();
        return concat(concat(head, middle), functions.toByteArray());
    }

    /** Writes the file into a folder. */
    Path write(Path folder, String name) {
        try {
            return Files.write(folder.resolve(name), build());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Proto entry(String key, String value) {
        return new Proto().text(1, key).text(2, value);
    }

    private static Proto opset(String domain, long version) {
        Proto opset = new Proto().varint(2, version);
        return domain.isEmpty() ? opset : opset.text(1, domain);
    }

    private static Proto value(String name, int type, Object... dims) {
        Proto shape = new Proto();
        for (Object dim : dims) {
            shape.message(
                    1,
                    dim instanceof String free
                            ? new Proto().text(2, free)
                            : new Proto().varint(1, ((Number) dim).longValue()));
        }
        Proto tensor = new Proto().varint(1, type).message(2, shape);
        return new Proto().text(1, name).message(2, new Proto().message(1, tensor));
    }

    private static byte[] concat(byte[] a, byte[] b) {
        return ByteBuffer.allocate(a.length + b.length).put(a).put(b).array();
    }
}
