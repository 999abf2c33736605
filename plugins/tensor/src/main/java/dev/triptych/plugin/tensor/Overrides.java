package dev.triptych.plugin.tensor;

import dev.triptych.spi.error.Quoted;
import dev.triptych.spi.error.Reason;
import dev.triptych.spi.error.TaskException;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a {@code model.yaml} may say of a plain graph.
 *
 * @param graph the ONNX file to serve, for folders with several
 * @param maxBatchSize the most rows of a request; goes before what {@code config.pbtxt} says
 */
record Overrides(Optional<String> graph, Optional<Integer> maxBatchSize) {
    private static final List<String> KNOWN = List.of("family", "graph", "max_batch_size");

    /** Reads the overrides; {@link Reason#CONFIG_INVALID} names a key that is unknown or wrong. */
    static Overrides of(Map<String, Object> values) {
        for (String key : values.keySet()) {
            if (!KNOWN.contains(key)) {
                throw invalid("key " + Quoted.text(key) + " is not one of the tensor family's; known are "
                        + String.join(", ", KNOWN));
            }
        }
        return new Overrides(
                Optional.ofNullable(values.get("graph")).map(Overrides::graph),
                Optional.ofNullable(values.get("max_batch_size")).map(Overrides::size));
    }

    private static String graph(Object value) {
        if (value instanceof String text && !text.isEmpty()) {
            return text;
        }
        throw invalid("graph must be text, an ONNX file of the folder");
    }

    private static int size(Object value) {
        if (value instanceof Integer size && size >= 0 && size <= TritonConfig.MAX_BATCH) {
            return size;
        }
        throw invalid("max_batch_size must be a whole number from 0 to " + TritonConfig.MAX_BATCH);
    }

    private static TaskException invalid(String what) {
        return TaskException.of(Reason.CONFIG_INVALID, "model.yaml: " + what);
    }
}
