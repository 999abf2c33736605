package dev.triptych.repository;

import dev.triptych.spi.error.Reason;
import dev.triptych.spi.error.TaskException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Versions as numeric folders inside a model's folder; the highest that holds a file is served. */
final class VersionFolders {
    private static final Pattern NUMBER = Pattern.compile("[1-9][0-9]{0,8}");
    private static final List<String> OF_A_MODEL = List.of("config.json", "model.yaml", "modules.json");

    private VersionFolders() {}

    /** Whether a folder is named like a version. */
    static boolean numbered(Path folder) {
        return NUMBER.matcher(String.valueOf(folder.getFileName())).matches() && Files.isDirectory(folder);
    }

    /**
     * The version to serve; empty when the folder has no versions.
     *
     * @throws TaskException {@code MODEL_INCOMPLETE} when all version folders are empty
     */
    static Optional<Path> newest(Path folder) throws IOException {
        List<Path> versions;
        try (Stream<Path> entries = Files.list(folder)) {
            versions = entries.filter(VersionFolders::numbered)
                    .sorted(Comparator.comparingInt(VersionFolders::number).reversed())
                    .toList();
        }
        for (Path version : versions) {
            if (!empty(version)) {
                return Optional.of(version);
            }
        }
        if (versions.isEmpty()) {
            return Optional.empty();
        }
        throw TaskException.of(
                Reason.MODEL_INCOMPLETE, "The version folder " + versions.get(0).getFileName() + " is empty; fill it.");
    }

    /**
     * Whether a version folder is a model's folder of its own, rather than the place of weights beside a configuration
     * one level up, as in Triton's repositories.
     */
    static boolean selfContained(Path version) {
        return OF_A_MODEL.stream().anyMatch(name -> Files.isRegularFile(version.resolve(name)));
    }

    private static int number(Path folder) {
        return Integer.parseInt(String.valueOf(folder.getFileName()));
    }

    private static boolean empty(Path folder) throws IOException {
        try (Stream<Path> entries = Files.list(folder)) {
            return entries.noneMatch(
                    entry -> !String.valueOf(entry.getFileName()).startsWith("."));
        }
    }
}
