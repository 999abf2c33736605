package dev.triptych.spi.model;

import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.SortedSet;

/**
 * A model folder, read by names relative to it; nothing outside it can be reached. Thread-safe.
 *
 * <p>Names use {@code /}. Links that leave the folder are not there.
 */
public interface ModelFolder {
    /** The folder's base name. */
    String name();

    /**
     * The folder as a command names it: the path as the user typed it where a command of this machine asks, else
     * {@link #name()}, since what a server says reaches callers and shows no path.
     */
    default String shown() {
        return name();
    }

    /** The names of all files, in order. */
    SortedSet<String> files();

    /** Whether a file is there. */
    default boolean has(String file) {
        return files().contains(file);
    }

    /** The size of a file, in bytes. */
    long size(String file);

    /**
     * The contents of a small file.
     *
     * @throws dev.triptych.spi.error.TaskException when it is missing, unreadable or above 64 MiB
     */
    byte[] read(String file);

    /** The contents of a small UTF-8 file. */
    default String text(String file) {
        return new String(read(file), StandardCharsets.UTF_8);
    }

    /** What {@code model.yaml} overrides: strings, numbers, booleans, lists and maps by key; empty without the file. */
    Map<String, Object> overrides();
}
