package dev.triptych.plugin.tensor;

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

/** The real backend and the real reading and cutting of graphs, with their state below the build's output. */
final class Engine {
    private static final Path TARGET = Path.of("target");
    private static final Backend BACKEND = start();
    private static final OnnxOpener OPENER = new OnnxOpener(directory("cuts"));

    private Engine() {}

    static Backend backend() {
        return BACKEND;
    }

    /** A context over a folder in memory, whose files are written out when a graph is asked for. */
    static FakeLoadContext context(FakeModelFolder folder, TensorAllocator allocator) {
        AtomicReference<FolderView> view = new AtomicReference<>();
        return new FakeLoadContext(folder, BACKEND, allocator).opener(file -> {
            view.compareAndSet(null, view.get() == null ? onDisk(folder) : null);
            return OPENER.open(view.get(), file);
        });
    }

    /** A copy on disk. */
    static FolderView onDisk(FakeModelFolder folder) {
        try {
            Path root = Files.createTempDirectory(directory("folders"), folder.name());
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

    static Path directory(String name) {
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
