package dev.triptych.runtime.model;

import dev.triptych.runtime.graph.OnnxGraphs;
import dev.triptych.runtime.repository.FolderView;
import dev.triptych.spi.graph.GraphSource;
import java.nio.file.Path;

/** Opens ONNX files; cuts are kept in a directory of the server's own. */
public final class OnnxOpener implements GraphOpener {
    private final OnnxGraphs graphs;

    /** An opener that keeps cuts in the directory. */
    public OnnxOpener(Path cutDirectory) {
        this.graphs = new OnnxGraphs(cutDirectory);
    }

    @Override
    public GraphSource open(FolderView folder, String file) {
        return graphs.source(folder.root(), folder.path(file), folder.linked());
    }

    @Override
    public String digest(FolderView folder, String file) {
        return graphs.digest(folder.root(), folder.path(file), folder.linked());
    }
}
