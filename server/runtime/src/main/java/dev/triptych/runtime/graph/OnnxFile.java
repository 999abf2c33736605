package dev.triptych.runtime.graph;

import dev.triptych.runtime.graph.ExternalData.Found;
import dev.triptych.spi.error.TaskException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * An ONNX file that was read and checked: what stands in it and where its weights lie.
 *
 * @param name its name inside the model folder, with {@code /}
 * @param path where backends load it from, links kept, so that its external data are found beside it
 * @param real the same with links resolved
 * @param stamp its state when it was read
 * @param model what stands in it
 * @param external the files with external data by location, in the order of their first use
 */
record OnnxFile(String name, Path path, Path real, Stamp stamp, OnnxModel model, Map<String, Found> external) {
    OnnxFile {
        external = Collections.unmodifiableMap(new LinkedHashMap<>(external));
    }

    /** Counts and names for {@code inspect}. */
    GraphFacts facts() {
        return GraphFacts.of(this);
    }

    /**
     * Checks that neither the file nor its external data changed since they were read.
     *
     * @throws TaskException {@code MODEL_INCOMPLETE} when one did
     */
    void requireUnchanged() {
        requireUnchanged(real, stamp);
        external.values().forEach(found -> requireUnchanged(found.real(), found.stamp()));
    }

    private void requireUnchanged(Path path, Stamp before) {
        try {
            if (Stamp.of(path).equals(before)) {
                return;
            }
        } catch (IOException e) {
            throw Trouble.failed(name, "or its external data can no longer be read", e);
        }
        throw Trouble.incomplete(name, "or its external data changed while it was being loaded");
    }
}
