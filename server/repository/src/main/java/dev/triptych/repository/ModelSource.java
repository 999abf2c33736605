package dev.triptych.repository;

import dev.triptych.spi.error.TaskException;
import java.nio.file.Path;
import java.util.Optional;

/**
 * A folder to serve.
 *
 * @param name the name to serve it under; of a refused folder its own name, escaped and cut, which no request can mean
 * @param folder where it lies, as the operator named it
 * @param refusal why it cannot be served, when that shows before it is opened; it is listed as failed then
 */
public record ModelSource(String name, Path folder, Optional<TaskException> refusal) {
    /** A folder that is worth a try. */
    public ModelSource(String name, Path folder) {
        this(name, folder, Optional.empty());
    }
}
