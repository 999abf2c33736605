package dev.triptych.repository;

import dev.triptych.spi.error.Quoted;
import dev.triptych.spi.error.Reason;
import dev.triptych.spi.error.TaskException;
import dev.triptych.spi.model.ModelFolder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * A model folder on disk, seen through its real paths: nothing outside it can be reached.
 *
 * <p>A snapshot of names; immutable, thread-safe.
 */
public final class FolderView implements ModelFolder {
    private static final long READ_LIMIT = 64L << 20;

    private final String name;
    private final String shown;
    private final String version;
    private final Path root;
    private final Set<Path> linked;
    private final SortedMap<String, Path> files;
    private final Map<String, Object> overrides;
    private final SortedMap<String, List<String>> labelSets;

    private FolderView(
            String name, String shown, String version, Path root, Set<Path> linked, SortedMap<String, Path> files) {
        this.name = name;
        this.shown = shown;
        this.version = version;
        this.root = root;
        this.linked = linked;
        this.files = files;
        Map<String, Object> stated = ModelYaml.stated(this);
        this.labelSets = LabelSets.ofModel(stated.getOrDefault("label_sets", Map.of()), this);
        this.overrides = LabelSets.resolved(stated, this);
    }

    /**
     * Opens a folder: a cache folder's snapshot is found first, then the newest version.
     *
     * @throws TaskException {@code MODEL_INCOMPLETE} when it is missing, empty or half written, {@code CONFIG_INVALID} for a
     *     {@code model.yaml} that cannot be used
     */
    public static FolderView open(Path folder) {
        return open(folder, false);
    }

    /**
     * Opens a folder for its user on this machine, shown by the path as it was given.
     *
     * @throws TaskException as {@link #open(Path)}
     */
    public static FolderView openAsGiven(Path folder) {
        return open(folder, true);
    }

    private static FolderView open(Path folder, boolean asGiven) {
        try {
            return opened(folder, asGiven);
        } catch (IOException e) {
            throw TaskException.of(
                    Reason.MODEL_INCOMPLETE,
                    "The folder " + nameOf(folder) + " cannot be read; see that it is there and readable.",
                    e);
        }
    }

    private static FolderView opened(Path folder, boolean asGiven) throws IOException {
        if (!Files.isDirectory(folder)) {
            throw TaskException.of(
                    Reason.MODEL_INCOMPLETE,
                    "The folder " + nameOf(folder) + " is not there or is no folder; name a model's folder.");
        }
        CacheFolders.Place place = CacheFolders.resolve(folder.toRealPath());
        Path root = place.root();
        Optional<Path> newest = VersionFolders.newest(root);
        String version = newest.map(path -> String.valueOf(path.getFileName())).orElse("1");
        if (newest.isPresent() && VersionFolders.selfContained(newest.get())) {
            root = newest.get().toRealPath();
            newest = Optional.empty();
        }
        Optional<Path> served = newest;
        SortedMap<String, Path> files = FileTree.of(
                root, place.linked(), entry -> VersionFolders.numbered(entry) && !entry.equals(served.orElse(entry)));
        if (files.isEmpty()) {
            throw TaskException.of(
                    Reason.MODEL_INCOMPLETE, "The folder " + nameOf(folder) + " holds no files; fill it.");
        }
        String name = plainName(folder);
        String shown = asGiven ? asGiven(folder, root) : name;
        FolderView view = new FolderView(name, shown, version, root, place.linked(), files);
        Manifest.check(view);
        return view;
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public String shown() {
        return shown;
    }

    /** The version to serve it as: the number of the newest version folder, else 1. */
    public String version() {
        return version;
    }

    /** The real path of the folder with the files. */
    public Path root() {
        return root;
    }

    /** The real paths that links may lead into. */
    public Set<Path> linked() {
        return linked;
    }

    /**
     * The real path of a file.
     *
     * @throws TaskException {@code MODEL_INCOMPLETE} when it is missing
     */
    public Path path(String file) {
        Path path = files.get(file);
        if (path == null) {
            throw TaskException.of(
                    Reason.MODEL_INCOMPLETE, "The folder lacks " + Quoted.text(file) + "; add the file.");
        }
        return path;
    }

    @Override
    public SortedSet<String> files() {
        return java.util.Collections.unmodifiableSortedSet(new TreeSet<>(files.keySet()));
    }

    @Override
    public boolean has(String file) {
        return files.containsKey(file);
    }

    @Override
    public long size(String file) {
        try {
            return Files.size(path(file));
        } catch (IOException e) {
            throw unreadable(file, e);
        }
    }

    @Override
    public byte[] read(String file) {
        Path path = path(file);
        try {
            if (Files.size(path) > READ_LIMIT) {
                throw TaskException.of(
                        Reason.MODEL_UNSUPPORTED, Quoted.text(file) + " is above 64 MiB; it is read as configuration.");
            }
            return Files.readAllBytes(path);
        } catch (IOException e) {
            throw unreadable(file, e);
        }
    }

    @Override
    public Map<String, Object> overrides() {
        return overrides;
    }

    /** The label sets that the model brings along, by name. */
    public SortedMap<String, List<String>> labelSets() {
        return labelSets;
    }

    /** Sizes and times of all files now; equal fingerprints mean that nothing changed between. */
    public Map<String, String> fingerprint() {
        Map<String, String> prints = new TreeMap<>();
        files.forEach((file, path) -> {
            try {
                prints.put(file, Files.size(path) + "@" + Files.getLastModifiedTime(path));
            } catch (IOException e) {
                prints.put(file, "gone");
            }
        });
        return prints;
    }

    private static TaskException unreadable(String file, IOException cause) {
        return TaskException.of(
                Reason.MODEL_INCOMPLETE, "The folder's " + Quoted.text(file) + " cannot be read.", cause);
    }

    // The files of a cache folder lie in a snapshot below it.
    private static String asGiven(Path folder, Path root) throws IOException {
        Path real = folder.toRealPath();
        return (root.equals(real) || !root.startsWith(real) ? folder : folder.resolve(real.relativize(root)))
                .toString();
    }

    private static String plainName(Path folder) {
        Path last = folder.toAbsolutePath().normalize().getFileName();
        return CacheFolders.nameOf(folder).orElse(last == null ? "model" : last.toString());
    }

    private static String nameOf(Path folder) {
        return Quoted.text(String.valueOf(folder.toAbsolutePath().normalize().getFileName()));
    }
}
