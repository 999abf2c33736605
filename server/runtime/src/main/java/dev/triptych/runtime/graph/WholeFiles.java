package dev.triptych.runtime.graph;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.locks.ReentrantLock;

/**
 * A directory whose files are there whole or not at all: written under another name, forced to disk, then renamed. Several
 * threads and processes may share it; one writes at a time.
 */
final class WholeFiles {
    /** File locks belong to the process, so its threads need one of their own. */
    private static final ReentrantLock WRITING = new ReentrantLock();

    private final Path directory;

    WholeFiles(Path directory) {
        this.directory = directory;
    }

    /** Where a file of some name lies. */
    Path path(String name) {
        return directory.resolve(name);
    }

    /** Whether the file is there with the length that it should have. */
    boolean whole(String name, long length) throws IOException {
        Path path = path(name);
        return Files.isRegularFile(path, LinkOption.NOFOLLOW_LINKS) && Files.size(path) == length;
    }

    /** Runs some writing while nobody else writes here. */
    void exclusively(Writing writing) throws IOException {
        Files.createDirectories(directory);
        WRITING.lock();
        try (FileChannel channel = FileChannel.open(
                        path(".lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS);
                FileLock held = channel.lock()) {
            if (held.isValid()) {
                writing.run();
            }
        } finally {
            WRITING.unlock();
        }
    }

    /** Writes a file, unless it is there already; call it inside {@link #exclusively}. */
    void write(String name, Rope content, Runnable beforeRename) throws IOException {
        if (whole(name, content.length())) {
            return;
        }
        // One name for all attempts: what a killed process left is overwritten, not collected.
        Path temporary = path(".writing");
        Files.deleteIfExists(temporary);
        try {
            try (FileChannel out =
                    FileChannel.open(temporary, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
                content.writeTo(out);
                out.force(true);
            }
            beforeRename.run();
            Files.move(temporary, path(name), StandardCopyOption.ATOMIC_MOVE);
            forceDirectory();
        } finally {
            Files.deleteIfExists(temporary);
        }
    }

    private void forceDirectory() throws IOException {
        if (directory.getFileSystem().supportedFileAttributeViews().contains("posix")) {
            try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
                channel.force(true);
            }
        }
    }

    /** Something that writes. */
    interface Writing {
        void run() throws IOException;
    }
}
