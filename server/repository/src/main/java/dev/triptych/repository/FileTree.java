package dev.triptych.repository;

import dev.triptych.spi.error.Quoted;
import dev.triptych.spi.error.Reason;
import dev.triptych.spi.error.TaskException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * The files below a folder, each with its real path inside the folder or inside a folder that links may lead into.
 *
 * <p>Anything else is left out: links that leave, special files, hidden files, what editors leave behind. A walk ends at 8
 * folders deep and 10,000 files.
 */
final class FileTree {
    private static final int DEPTH = 8;
    private static final int FILES = 10_000;

    private final Set<Path> allowed;
    private final Predicate<Path> skipped;
    private final SortedMap<String, Path> files = new TreeMap<>();

    private FileTree(Set<Path> allowed, Predicate<Path> skipped) {
        this.allowed = allowed;
        this.skipped = skipped;
    }

    /**
     * Real paths by relative name.
     *
     * @param root the real path of the folder
     * @param linked real paths of the folders that links may lead into
     * @param skipped folders of the first level that do not belong to the model
     * @throws TaskException {@code MODEL_INCOMPLETE} when a download has not ended, {@code MODEL_UNSUPPORTED} above the caps
     */
    static SortedMap<String, Path> of(Path root, Set<Path> linked, Predicate<Path> skipped) throws IOException {
        Set<Path> allowed = new java.util.HashSet<>(linked);
        allowed.add(root);
        FileTree tree = new FileTree(allowed, skipped);
        tree.walk(root, "", 0);
        return Collections.unmodifiableSortedMap(tree.files);
    }

    private void walk(Path folder, String prefix, int depth) throws IOException {
        List<Path> entries;
        try (Stream<Path> listed = Files.list(folder)) {
            entries = listed.sorted().toList();
        }
        for (Path entry : entries) {
            String name = String.valueOf(entry.getFileName());
            if (unfinished(name)) {
                throw TaskException.of(
                        Reason.MODEL_INCOMPLETE,
                        "The folder holds " + Quoted.text(prefix + name)
                                + ", part of a download that has not ended; finish it, or remove the file.");
            }
            if (!ignored(name) && inside(entry)) {
                add(entry, prefix + name, depth);
            }
        }
    }

    private void add(Path entry, String name, int depth) throws IOException {
        if (Files.isDirectory(entry)) {
            if (depth < DEPTH && !(depth == 0 && skipped.test(entry))) {
                walk(entry, name + "/", depth + 1);
            }
        } else if (Files.isRegularFile(entry)) {
            if (files.size() == FILES) {
                throw TaskException.of(
                        Reason.MODEL_UNSUPPORTED,
                        "The folder holds more than " + FILES + " files; name a model's folder.");
            }
            files.put(name, entry.toRealPath());
        }
    }

    private boolean inside(Path entry) {
        try {
            Path real = entry.toRealPath();
            return allowed.stream().anyMatch(real::startsWith);
        } catch (IOException e) {
            return false; // A link to nowhere.
        }
    }

    private static boolean unfinished(String name) {
        return name.endsWith(".incomplete") || name.endsWith(".part") || name.endsWith(".crdownload");
    }

    private static boolean ignored(String name) {
        return name.startsWith(".")
                || name.startsWith("#")
                || name.endsWith("~")
                || name.endsWith(".swp")
                || name.endsWith(".tmp")
                || name.equals("__pycache__");
    }
}
