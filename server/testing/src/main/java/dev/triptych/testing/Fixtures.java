package dev.triptych.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The committed test data: model folders, images, goldens. */
public final class Fixtures {
    private Fixtures() {}

    /**
     * A file or folder among the fixtures, such as {@code triton/add}.
     *
     * @throws IllegalStateException when it is not there, or the build did not set {@code triptych.root}
     */
    public static Path path(String name) {
        String root = System.getProperty("triptych.root");
        if (root == null) {
            throw new IllegalStateException("set -Dtriptych.root to the repository's root");
        }
        Path path = Path.of(root, "server", "testing", "fixtures").resolve(name);
        if (!Files.exists(path)) {
            throw new IllegalStateException("no fixture " + name);
        }
        return path;
    }

    /** A picture as the goldens name it: relative to {@code images/}, or with its folder, as {@code formats/bmp-24.bmp}. */
    public static Path picture(String name) {
        return path(name.contains("/") ? name : "images/" + name);
    }

    /** A fixture's bytes. */
    public static byte[] bytes(String name) {
        return read(path(name));
    }

    /** A file's bytes. */
    public static byte[] read(Path file) {
        try {
            return Files.readAllBytes(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
