package dev.triptych.runtime.graph;

import dev.triptych.runtime.graph.ExternalData.Found;
import dev.triptych.spi.error.TaskException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Map;
import java.util.Set;

/**
 * Opens ONNX files: maps them, reads their structure, checks their external data.
 *
 * <p>Weights are passed over in the mapping and never come to the heap. The mapping is let go before {@link #open}
 * returns; what is needed later is read again from the file.
 */
final class OnnxReader {
    private OnnxReader() {}

    /**
     * Opens a file of a model folder.
     *
     * @param folderRoot the model folder
     * @param file the file, relative to the folder or inside it
     * @param allowedRoots where links may lead to besides the folder: the {@code blobs} of a Hugging Face cache
     * @throws TaskException {@code MODEL_INCOMPLETE} when it is missing or changes while it is read, {@code MODEL_CORRUPT}
     *     when it is damaged, {@code MODEL_EXTERNAL_DATA} when its data are not inside the folder,
     *     {@code MODEL_UNSUPPORTED} above 2 GiB
     */
    static OnnxFile open(Path folderRoot, Path file, Set<Path> allowedRoots) {
        String name = String.valueOf(file.getFileName());
        try {
            Containment places = Containment.of(folderRoot, allowedRoots);
            Path path = places.root().resolve(relative(folderRoot, file)).normalize();
            if (!path.startsWith(places.root())) {
                throw Trouble.incomplete(name, "is not inside the model folder");
            }
            name = places.root().relativize(path).toString().replace('\\', '/');
            Path real = path.toRealPath();
            if (!places.holds(real)) {
                throw Trouble.incomplete(name, "is a link that leaves the model folder");
            }
            return read(name, path, real, places);
        } catch (NoSuchFileException e) {
            throw Trouble.incomplete(name, "is missing");
        } catch (Stamp.NotRegular e) {
            throw Trouble.incomplete(name, "is no regular file");
        } catch (IOException e) {
            throw Trouble.failed(name, "cannot be read", e);
        } catch (InternalError e) {
            // What the JVM makes of a page of the mapping that is no longer in the file.
            throw Trouble.incomplete(name, "became shorter while it was being read");
        }
    }

    private static Path relative(Path folderRoot, Path file) {
        return file.isAbsolute() && file.startsWith(folderRoot) ? folderRoot.relativize(file) : file;
    }

    private static OnnxFile read(String name, Path path, Path real, Containment places) throws IOException {
        Stamp stamp = Stamp.of(real);
        if (stamp.size() == 0) {
            throw Trouble.corrupt(name, "it is empty");
        }
        if (stamp.size() > Integer.MAX_VALUE) {
            throw Trouble.unsupported(
                    name,
                    "has " + stamp.size()
                            + " bytes, at most 2147483647 fit one ONNX file; export it with external data");
        }
        OnnxModel model;
        try (FileChannel channel = FileChannel.open(real, StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS)) {
            ByteBuffer data = channel.map(FileChannel.MapMode.READ_ONLY, 0, stamp.size());
            Placeholders.name(data).ifPresent(what -> {
                throw Trouble.corrupt(name, what);
            });
            model = OnnxParser.parse(data, name);
        }
        Path directory = path.getParent();
        Map<String, Found> external =
                new ExternalData(name, directory == null ? places.root() : directory, places).check(model.external());
        OnnxFile opened = new OnnxFile(name, path, real, stamp, model, external);
        opened.requireUnchanged();
        return opened;
    }
}
