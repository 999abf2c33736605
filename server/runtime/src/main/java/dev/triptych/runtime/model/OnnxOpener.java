package dev.triptych.runtime.model;

import dev.triptych.repository.FolderView;
import dev.triptych.runtime.graph.OnnxGraphs;
import dev.triptych.spi.graph.GraphSource;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** Opens ONNX files; cuts are kept in a directory of the server's own. */
public final class OnnxOpener implements GraphOpener {
    private final OnnxGraphs graphs;

    /** An opener that keeps cuts in the directory. */
    public OnnxOpener(Path cutDirectory) {
        this.graphs = new OnnxGraphs(cutDirectory);
    }

    @Override
    public GraphSource open(FolderView folder, String file) {
        return graphs.source(folder.root(), named(folder, file), folder.linked());
    }

    @Override
    public String digest(FolderView folder, String file) {
        return file.endsWith(".onnx")
                ? graphs.digest(folder.root(), named(folder, file), folder.linked())
                : sha256(folder.read(file));
    }

    // By its name in the folder, not by what a link of it leads to: external data lie beside the name.
    private static Path named(FolderView folder, String file) {
        folder.path(file);
        return Path.of(file);
    }

    private static String sha256(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
