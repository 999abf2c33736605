package dev.triptych.runtime.model;

import dev.triptych.repository.FolderView;
import dev.triptych.spi.graph.GraphSource;

/** Opens the graphs of model folders; both methods throw {@link dev.triptych.spi.error.TaskException}. Thread-safe. */
public interface GraphOpener {
    /** Opens a file of the folder. */
    GraphSource open(FolderView folder, String file);

    /** The SHA-256 of a file with its external data, in hex. */
    String digest(FolderView folder, String file);
}
