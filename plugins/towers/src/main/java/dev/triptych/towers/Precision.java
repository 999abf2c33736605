package dev.triptych.towers;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * The precision of a graph's weights, as the end of its file's name tells: {@code model_fp16.onnx}, after the names of
 * transformers.js. In the order in which one is taken on a CPU when nothing else is asked for: nearest to FP32 first.
 */
public enum Precision {
    FP32(""),
    FP16("_fp16"),
    /** Eight bits, as Optimum names it. */
    Q8("_quantized"),
    INT8("_int8"),
    UINT8("_uint8"),
    Q4F16("_q4f16"),
    Q4("_q4"),
    BNB4("_bnb4");

    private final String suffix;

    Precision(String suffix) {
        this.suffix = suffix;
    }

    /** What stands between a file's stem and {@code .onnx}. */
    public String suffix() {
        return suffix;
    }

    /** The name in {@code model.yaml}: {@code fp16}. */
    public String key() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** The precision of a name; {@code quantized} is {@code q8}. */
    public static Optional<Precision> of(String key) {
        return Arrays.stream(values())
                .filter(precision ->
                        precision.key().equals(key) || precision.suffix().equals("_" + key))
                .findFirst();
    }

    /** All names, for a message. */
    static String keys() {
        return Arrays.stream(values()).map(Precision::key).collect(Collectors.joining(", "));
    }
}
