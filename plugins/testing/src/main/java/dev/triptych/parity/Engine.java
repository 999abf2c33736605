package dev.triptych.parity;

import dev.triptych.backend.onnxruntime.OnnxRuntimeProvider;
import dev.triptych.repository.FolderView;
import dev.triptych.runtime.model.OnnxOpener;
import dev.triptych.spi.backend.Backend;
import dev.triptych.spi.backend.BackendException;
import dev.triptych.spi.backend.BackendOptions;
import dev.triptych.spi.backend.BackendOptions.DeviceMode;
import dev.triptych.spi.tensor.TensorAllocator;
import dev.triptych.testing.FakeLoadContext;
import dev.triptych.testing.FakeModelFolder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** The real backend and the real reading and cutting of graphs, with their state below the build's output. */
public final class Engine {
    private static final Path TARGET = Path.of("target");
    private static final Backend BACKEND = start();
    private static final OnnxOpener OPENER = new OnnxOpener(directory("cuts"));

    private Engine() {}

    public static Backend backend() {
        return BACKEND;
    }

    /** A context over a folder on disk. */
    public static FakeLoadContext context(FolderView folder, TensorAllocator allocator) {
        return new FakeLoadContext(folder, BACKEND, allocator).opener(file -> OPENER.open(folder, file));
    }

    /** A context over a folder in memory, whose files are written out when a graph is asked for. */
    public static FakeLoadContext context(FakeModelFolder folder, TensorAllocator allocator) {
        AtomicReference<@Nullable FolderView> written = new AtomicReference<>();
        return new FakeLoadContext(folder, BACKEND, allocator).opener(file -> {
            FolderView view = written.get();
            if (view == null) {
                view = onDisk(folder);
                written.set(view);
            }
            return OPENER.open(view, file);
        });
    }

    /** A copy on disk. */
    public static FolderView onDisk(FakeModelFolder folder) {
        try {
            Path root = fresh(folder.name());
            for (String file : folder.files()) {
                Path path = root.resolve(file);
                Files.createDirectories(path.getParent());
                Files.write(path, folder.read(file));
            }
            return FolderView.open(root);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A new folder that nobody else writes to. */
    public static Path fresh(String name) {
        try {
            return Files.createTempDirectory(directory("folders"), name);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public static Path directory(String name) {
        try {
            return Files.createDirectories(TARGET.resolve(name));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Backend start() {
        try {
            return new OnnxRuntimeProvider().start(new BackendOptions(DeviceMode.THROUGHPUT, 2, directory("state")));
        } catch (BackendException e) {
            throw new AssertionError("ONNX Runtime does not start", e);
        }
    }
}
