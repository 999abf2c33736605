package dev.triptych.runtime.graph;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.Set;

/**
 * The places that a model's files may really lie in: its folder, and the few that the operator's layout adds, such as the
 * {@code blobs} of a Hugging Face cache. Compared after every link is resolved. Immutable.
 */
final class Containment {
    private final Path root;
    private final Set<Path> allowed;

    private Containment(Path root, Set<Path> allowed) {
        this.root = root;
        this.allowed = Set.copyOf(allowed);
    }

    /** The places of a model folder; allowed roots that do not exist are left out. */
    static Containment of(Path folderRoot, Set<Path> allowedRoots) throws IOException {
        Set<Path> real = new LinkedHashSet<>();
        for (Path path : allowedRoots) {
            if (Files.isDirectory(path)) {
                real.add(path.toRealPath());
            }
        }
        return new Containment(folderRoot.toRealPath(), real);
    }

    /** The model folder, links resolved. */
    Path root() {
        return root;
    }

    /** Whether a path whose links are resolved lies inside. */
    boolean holds(Path real) {
        return real.startsWith(root) || allowed(real);
    }

    /** Whether another name of the same file may lead outside: one file system link more than the one seen. */
    boolean linkedElsewhere(Path real) throws IOException {
        if (allowed(real) || !real.getFileSystem().supportedFileAttributeViews().contains("unix")) {
            return false;
        }
        Object links = Files.getAttribute(real, "unix:nlink", LinkOption.NOFOLLOW_LINKS);
        return links instanceof Integer count && count > 1;
    }

    private boolean allowed(Path real) {
        return allowed.stream().anyMatch(real::startsWith);
    }
}
