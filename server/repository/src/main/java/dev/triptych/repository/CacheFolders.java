package dev.triptych.repository;

import dev.triptych.spi.error.Reason;
import dev.triptych.spi.error.TaskException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Folders of the Hugging Face cache, {@code models--owner--name/snapshots/<revision>}, whose files are links into
 * {@code blobs} beside the snapshots.
 */
final class CacheFolders {
    private static final Pattern CACHE = Pattern.compile("models--(?:[^/]+--)?([^/]+?)");
    private static final Pattern REVISION = Pattern.compile("[0-9a-zA-Z._-]{1,64}");

    private CacheFolders() {}

    /**
     * Where the files of a folder lie, and where its links may lead besides.
     *
     * @param root the folder with the files
     * @param linked folders that links may lead into
     */
    record Place(Path root, Set<Path> linked) {}

    /** The model's name, when the folder is one of a cache. */
    static Optional<String> nameOf(Path folder) {
        Path last = folder.getFileName();
        Matcher matcher = CACHE.matcher(last == null ? "" : last.toString());
        return matcher.matches() && Files.isDirectory(folder.resolve("snapshots"))
                ? Optional.of(matcher.group(1))
                : Optional.empty();
    }

    /** The snapshot of a cache folder, or the folder itself when it is none; the path is real already. */
    static Place resolve(Path folder) throws IOException {
        if (nameOf(folder).isPresent()) {
            return new Place(snapshot(folder), Set.of(folder.resolve("blobs")));
        }
        Path snapshots = folder.getParent();
        Path cache = snapshots == null ? null : snapshots.getParent();
        if (snapshots != null
                && cache != null
                && snapshots.endsWith("snapshots")
                && nameOf(cache).isPresent()) {
            return new Place(folder, Set.of(cache.resolve("blobs")));
        }
        return new Place(folder, Set.of());
    }

    private static Path snapshot(Path cache) throws IOException {
        Path main = cache.resolve("refs").resolve("main");
        Path snapshots = cache.resolve("snapshots");
        if (Files.isRegularFile(main) && Files.size(main) <= 256) {
            String revision = Files.readString(main, StandardCharsets.UTF_8).strip();
            if (REVISION.matcher(revision).matches() && Files.isDirectory(snapshots.resolve(revision))) {
                return snapshots.resolve(revision).toRealPath();
            }
        }
        try (Stream<Path> entries = Files.list(snapshots)) {
            List<Path> found = entries.filter(Files::isDirectory).limit(2).toList();
            if (found.size() == 1) {
                return found.get(0).toRealPath();
            }
            throw TaskException.of(
                    Reason.MODEL_INCOMPLETE,
                    found.isEmpty()
                            ? "The cache folder holds no snapshot; download the model again."
                            : "The cache folder holds several snapshots and no refs/main; name one snapshot's folder.");
        }
    }
}
