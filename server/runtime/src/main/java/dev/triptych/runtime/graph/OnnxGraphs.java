package dev.triptych.runtime.graph;

import dev.triptych.spi.error.TaskException;
import java.nio.file.Path;
import java.util.Set;

/** Opens the ONNX files of model folders: the one door to this package. Thread-safe. */
public final class OnnxGraphs {
    private final Digests digests = new Digests();
    private final GraphCutter cutter;

    /** Keeps cuts in a directory of the server's own, which nobody else should be able to write to. */
    public OnnxGraphs(Path cutDirectory) {
        this.cutter = new GraphCutter(cutDirectory, digests);
    }

    /**
     * Opens a file of a model folder.
     *
     * @param allowedRoots where links may lead to besides the folder: the {@code blobs} of a Hugging Face cache
     * @throws TaskException {@code MODEL_INCOMPLETE} when it is missing or changes while it is read, {@code MODEL_CORRUPT}
     *     when it is damaged, {@code MODEL_EXTERNAL_DATA} when its data are not inside the folder,
     *     {@code MODEL_UNSUPPORTED} above 2 GiB
     */
    public OnnxGraphSource source(Path folderRoot, Path file, Set<Path> allowedRoots) {
        return new OnnxGraphSource(OnnxReader.open(folderRoot, file, allowedRoots), cutter);
    }

    /**
     * The SHA-256 of a file with its external data, in hex: the file's own SHA-256 where all weights lie inside it.
     *
     * @throws TaskException {@code MODEL_INCOMPLETE} when it is missing or changes while it is read, {@code MODEL_CORRUPT}
     *     when it is damaged, {@code MODEL_EXTERNAL_DATA} when its data are not inside the folder,
     *     {@code MODEL_UNSUPPORTED} above 2 GiB
     */
    public String digest(Path folderRoot, Path file, Set<Path> allowedRoots) {
        return digests.digest(OnnxReader.open(folderRoot, file, allowedRoots));
    }
}
