package dev.triptych.plugin.tensor;

import dev.triptych.spi.error.Quoted;
import dev.triptych.spi.error.Reason;
import dev.triptych.spi.error.TaskException;
import dev.triptych.spi.tensor.DType;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * What {@code config.pbtxt} says that is honoured here.
 *
 * @param maxBatchSize the most rows of a request, 0 for requests that are not batched; empty when the file does not say
 * @param modelFile the ONNX file's name in a version folder; empty for {@code model.onnx}
 * @param inputs the declared inputs, perhaps none
 * @param outputs the declared outputs, perhaps none
 * @param ignored the keys that are not honoured, in order of names
 */
record TritonConfig(
        Optional<Integer> maxBatchSize,
        Optional<String> modelFile,
        List<Declared> inputs,
        List<Declared> outputs,
        List<String> ignored) {
    /** The most that {@code max_batch_size} may be. */
    static final int MAX_BATCH = 65_536;

    private static final int MAX_RANK = 32;
    private static final Set<String> HONOURED =
            Set.of("name", "platform", "backend", "max_batch_size", "input", "output", "default_model_filename");
    // Each changes what a request means, so serving without it would answer wrongly.
    private static final Set<String> REFUSED =
            Set.of("ensemble_scheduling", "sequence_batching", "batch_input", "batch_output");
    private static final Set<String> PORT_HONOURED = Set.of("name", "data_type", "dims", "format", "label_filename");

    /**
     * A port as declared.
     *
     * @param type the element type; empty when the graph's is meant
     * @param dims without the batch axis when there is one, -1 where free; empty when the graph's are meant
     */
    record Declared(String name, Optional<DType> type, List<Long> dims) {}

    /** No file: everything is read off the graph. */
    static final TritonConfig NONE =
            new TritonConfig(Optional.empty(), Optional.empty(), List.of(), List.of(), List.of());

    /** Reads a file; {@link Reason#CONFIG_INVALID} or {@link Reason#MODEL_UNSUPPORTED} names the key at fault. */
    static TritonConfig parse(String text) {
        Fields fields = TextFormat.parse(text);
        for (String key : REFUSED) {
            if (fields.keys().contains(key)) {
                throw TaskException.of(Reason.MODEL_UNSUPPORTED, "config.pbtxt: " + key + " is not served here");
            }
        }
        checkPlatform(fields);
        TreeSet<String> ignored = new TreeSet<>(fields.keys());
        ignored.removeAll(HONOURED);
        return new TritonConfig(
                maxBatchSize(fields),
                fields.text("default_model_filename").filter(name -> !name.isEmpty()),
                ports(fields, "input"),
                ports(fields, "output"),
                new ArrayList<>(ignored));
    }

    private static void checkPlatform(Fields fields) {
        String platform = fields.text("platform").orElse("");
        String backend = fields.text("backend").orElse("");
        if (!Set.of("", "onnxruntime_onnx").contains(platform)
                || !Set.of("", "onnxruntime").contains(backend)) {
            throw TaskException.of(
                    Reason.MODEL_UNSUPPORTED,
                    "config.pbtxt: platform " + Quoted.text(platform) + ", backend " + Quoted.text(backend)
                            + " is not served; only ONNX models are (onnxruntime_onnx, onnxruntime)");
        }
    }

    private static Optional<Integer> maxBatchSize(Fields fields) {
        List<Long> given = fields.numbers("max_batch_size");
        if (given.isEmpty()) {
            return Optional.empty();
        }
        long size = given.get(given.size() - 1);
        if (size < 0 || size > MAX_BATCH) {
            throw TaskException.of(
                    Reason.CONFIG_INVALID, "config.pbtxt: max_batch_size " + size + " is not in 0.." + MAX_BATCH);
        }
        return Optional.of((int) size);
    }

    private static List<Declared> ports(Fields fields, String key) {
        List<Declared> ports = new ArrayList<>();
        for (Fields port : fields.messages(key)) {
            String name = port.text("name")
                    .orElseThrow(
                            () -> TaskException.of(Reason.CONFIG_INVALID, "config.pbtxt: an " + key + " has no name"));
            for (String property : port.keys()) {
                if (!PORT_HONOURED.contains(property) && !port.isFalse(property)) {
                    throw TaskException.of(
                            Reason.MODEL_UNSUPPORTED,
                            "config.pbtxt: " + key + " " + Quoted.text(name) + ": " + Quoted.text(property)
                                    + " is not served");
                }
            }
            ports.add(new Declared(
                    name, port.text("data_type").map(type -> type(key, name, type)), dims(key, name, port)));
        }
        return ports;
    }

    private static List<Long> dims(String key, String name, Fields port) {
        List<Long> dims = port.numbers("dims");
        if (dims.size() > MAX_RANK || dims.stream().anyMatch(dim -> dim < -1)) {
            throw TaskException.of(
                    Reason.CONFIG_INVALID,
                    "config.pbtxt: " + key + " " + Quoted.text(name) + ": dims must be at most " + MAX_RANK
                            + " numbers, each a size or -1 for a free one");
        }
        return dims;
    }

    private static DType type(String key, String name, String given) {
        String text = given.toUpperCase(Locale.ROOT);
        String plain = text.replaceFirst("^TYPE_", "");
        try {
            return plain.equals("STRING") ? DType.BYTES : DType.valueOf(plain);
        } catch (IllegalArgumentException e) {
            throw TaskException.of(
                    Reason.CONFIG_INVALID,
                    "config.pbtxt: " + key + " " + Quoted.text(name) + ": data_type " + Quoted.text(text)
                            + " is unknown; use TYPE_FP32 or another of Triton's");
        }
    }
}
