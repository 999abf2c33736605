package dev.triptych.plugin.dualencoder;

import dev.triptych.parity.Served;
import dev.triptych.repository.FolderView;
import dev.triptych.spi.tensor.Tensors;
import dev.triptych.testing.FakeModelFolder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.UnaryOperator;

/** Folders served by this family's plugin. */
final class Folders {
    private Folders() {}

    static Served serve(Path folder) {
        return Served.of(new DualEncoderPlugin(), folder);
    }

    /**
     * Writes a folder of the Hugging Face cache: a snapshot of links into {@code blobs}.
     *
     * @param root where it is written
     * @return the folder {@code models--me--name}
     */
    static Path cached(FakeModelFolder model, Path root) {
        Path cache = root.resolve("models--me--" + model.name());
        Path blobs = cache.resolve("blobs");
        try {
            Files.createDirectories(blobs);
            for (String file : model.files()) {
                Path blob = Files.write(blobs.resolve(file.replace('/', '-')), model.read(file));
                Path link = cache.resolve("snapshots/0123abc").resolve(file);
                Files.createDirectories(link.getParent());
                Files.createSymbolicLink(link, link.getParent().relativize(blob));
            }
            return cache;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** @param change what befalls every stage's inputs */
    static Served serve(FolderView folder, UnaryOperator<Tensors> change) {
        return Served.of(new DualEncoderPlugin(), folder, change);
    }
}
