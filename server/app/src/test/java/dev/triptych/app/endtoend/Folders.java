package dev.triptych.app.endtoend;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** Copies of model folders, to be spoilt. */
final class Folders {
    private Folders() {}

    /** Copies a folder, over whatever an earlier run left. */
    static Path copy(Path from, Path to) {
        delete(to);
        try {
            for (Path file : tree(from)) {
                Path target = to.resolve(from.relativize(file).toString());
                if (Files.isDirectory(file)) {
                    Files.createDirectories(target);
                } else {
                    Files.copy(file, target, LinkOption.NOFOLLOW_LINKS);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return to;
    }

    /** Deletes a folder and all in it, if it is there. */
    static void delete(Path folder) {
        if (!Files.exists(folder, LinkOption.NOFOLLOW_LINKS)) {
            return;
        }
        try {
            for (Path file :
                    tree(folder).stream().sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Everything in a folder, itself first. */
    static List<Path> tree(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            return files.toList();
        }
    }

    static void write(Path file, byte[] bytes) {
        try {
            Files.write(file, bytes);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static void write(Path file, String text) {
        write(file, text.getBytes(StandardCharsets.UTF_8));
    }

    static byte[] read(Path file) {
        try {
            return Files.readAllBytes(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Keeps the first bytes of a file. */
    static void cut(Path file, long length) {
        byte[] bytes = read(file);
        write(file, java.util.Arrays.copyOf(bytes, (int) length));
    }

    /** Replaces a text inside a binary file by one of the same length. */
    static void replace(Path file, String from, String to) {
        if (from.length() != to.length()) {
            throw new IllegalArgumentException("lengths differ");
        }
        String whole = new String(read(file), StandardCharsets.ISO_8859_1);
        if (!whole.contains(from)) {
            throw new IllegalArgumentException("no '" + from + "' in the file");
        }
        write(file, whole.replace(from, to).getBytes(StandardCharsets.ISO_8859_1));
    }
}
