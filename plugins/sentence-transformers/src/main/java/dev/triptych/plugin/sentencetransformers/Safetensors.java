package dev.triptych.plugin.sentencetransformers;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.triptych.spi.error.Quoted;
import dev.triptych.spi.error.Reason;
import dev.triptych.spi.error.TaskException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.Map;

/**
 * Float tensors of a safetensors file: eight bytes of length, a JSON header of names, types, shapes and places, then the
 * little-endian numbers. Every place is checked against the file's end.
 */
final class Safetensors {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final String file;
    private final JsonNode header;
    private final ByteBuffer data;

    private Safetensors(String file, JsonNode header, ByteBuffer data) {
        this.file = file;
        this.header = header;
        this.data = data;
    }

    static Safetensors parse(byte[] bytes, String file) {
        ByteBuffer all = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
        if (bytes.length < 8 || all.getLong(0) < 2 || all.getLong(0) > bytes.length - 8) {
            throw damaged(file, "its header does not fit");
        }
        int length = (int) all.getLong(0);
        try {
            JsonNode header = JSON.readTree(bytes, 8, length);
            if (header == null || !header.isObject()) {
                throw damaged(file, "its header is no JSON object");
            }
            ByteBuffer data = all.slice(8 + length, bytes.length - 8 - length).order(ByteOrder.LITTLE_ENDIAN);
            return new Safetensors(file, header, data);
        } catch (IOException notJson) {
            throw damaged(file, "its header is no JSON");
        }
    }

    /** Whether a tensor is there. */
    boolean has(String name) {
        return header.path(name).isObject();
    }

    /**
     * The numbers of a tensor, as float32, row by row.
     *
     * @throws TaskException when it is missing, of another shape, of a type that holds no floats, or outside the file
     */
    float[] floats(String name, int... shape) {
        JsonNode entry = header.path(name);
        int width = Map.of("F32", 4, "F64", 8, "F16", 2, "BF16", 2)
                .getOrDefault(entry.path("dtype").asText(), 0);
        long count = 1;
        boolean same = entry.path("shape").size() == shape.length;
        for (int axis = 0; axis < shape.length; axis++) {
            same &= entry.path("shape").path(axis).asLong(-1) == shape[axis];
            count *= shape[axis];
        }
        if (!same || width == 0) {
            throw TaskException.of(
                    Reason.CONFIG_INVALID,
                    file + ": expected a float tensor " + Quoted.text(name) + " of shape " + Arrays.toString(shape)
                            + ", as config.json beside it has it");
        }
        long from = entry.path("data_offsets").path(0).asLong(-1);
        long to = entry.path("data_offsets").path(1).asLong(-1);
        if (from < 0 || to > data.limit() || to - from != count * width) {
            throw damaged(file, "the tensor " + Quoted.text(name) + " lies outside it");
        }
        float[] values = new float[(int) count];
        for (int i = 0; i < values.length; i++) {
            values[i] = value(entry.path("dtype").asText(), (int) from + i * width);
        }
        return values;
    }

    private float value(String type, int at) {
        return switch (type) {
            case "F32" -> data.getFloat(at);
            case "F64" -> (float) data.getDouble(at);
            case "BF16" -> Float.intBitsToFloat(data.getShort(at) << 16);
            default -> half(data.getShort(at));
        };
    }

    private static float half(short bits) {
        int exponent = bits >>> 10 & 0x1F;
        int fraction = bits & 0x3FF;
        float size =
                switch (exponent) {
                    case 0 -> fraction * 0x1p-24f;
                    case 31 -> fraction == 0 ? Float.POSITIVE_INFINITY : Float.NaN;
                    default -> Math.scalb(1 + fraction * 0x1p-10f, exponent - 15);
                };
        return bits < 0 ? -size : size;
    }

    private static TaskException damaged(String file, String why) {
        return TaskException.of(
                Reason.MODEL_CORRUPT,
                file + ": it is not a safetensors file, or cut short (" + why + "); fetch the file again");
    }
}
