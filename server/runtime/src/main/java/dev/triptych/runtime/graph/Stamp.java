package dev.triptych.runtime.graph;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;

/**
 * What tells one state of a file from another without reading it.
 *
 * @param key the file system's own key of the file; its path where there is none
 * @param size bytes
 * @param modified when it was last written
 */
record Stamp(Object key, long size, FileTime modified) {
    /** The stamp of a regular file. */
    static Stamp of(Path real) throws IOException {
        BasicFileAttributes seen = Files.readAttributes(real, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
        if (!seen.isRegularFile()) {
            throw new NotRegular(real);
        }
        Object key = seen.fileKey();
        return new Stamp(key == null ? real.toString() : key, seen.size(), seen.lastModifiedTime());
    }

    /** A folder, a pipe or a device stands where a file should. */
    static final class NotRegular extends IOException {
        private static final long serialVersionUID = 1;

        NotRegular(Path path) {
            super("not a regular file: " + path);
        }
    }
}
