package dev.triptych.repository;

import dev.triptych.spi.error.Quoted;
import dev.triptych.spi.error.Reason;
import dev.triptych.spi.error.TaskException;
import dev.triptych.spi.model.ModelFolder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Finds label sets: those of a model's folder, and those of a folder that the operator names. */
public final class LabelSets {
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,127}");
    private static final String ENDING = ".txt";

    private LabelSets() {}

    /**
     * The sets of a folder: each {@code NAME.txt} in it, other files left out.
     *
     * @throws TaskException {@code CONFIG_INVALID} when it cannot be read, or a file of it is bad
     */
    public static SortedMap<String, List<String>> inFolder(Path folder) {
        SortedMap<String, List<String>> sets = new TreeMap<>();
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file : files.sorted().toList()) {
                String base = String.valueOf(file.getFileName());
                if (base.endsWith(ENDING) && !base.startsWith(".") && Files.isRegularFile(file)) {
                    String name = checkedName(base.substring(0, base.length() - ENDING.length()));
                    sets.put(name, LabelFile.parse(base, Files.readAllBytes(file)));
                }
            }
        } catch (IOException e) {
            throw TaskException.of(
                    Reason.CONFIG_INVALID,
                    "The folder of label sets cannot be read; name a folder with a NAME.txt for each set.",
                    e);
        }
        return Collections.unmodifiableSortedMap(sets);
    }

    /**
     * The sets that a model's {@code model.yaml} names under {@code label_sets}, each a file of its folder.
     *
     * @throws TaskException {@code CONFIG_INVALID} when the key is no map of names to files, or a file is bad
     */
    static SortedMap<String, List<String>> ofModel(Object declared, ModelFolder folder) {
        if (!(declared instanceof Map<?, ?> files)) {
            throw TaskException.of(
                    Reason.CONFIG_INVALID, "model.yaml: label_sets must be a map of names to files of the folder.");
        }
        SortedMap<String, List<String>> sets = new TreeMap<>();
        files.forEach((name, file) -> {
            if (!(file instanceof String text)) {
                throw TaskException.of(
                        Reason.CONFIG_INVALID,
                        "model.yaml: label_sets." + name + " must be the name of a file of the folder.");
            }
            sets.put(checkedName(String.valueOf(name)), LabelFile.parse(text, read("label_sets", text, folder)));
        });
        return Collections.unmodifiableSortedMap(sets);
    }

    /** The overrides as plugins see them: the classes of {@code labels_file} as {@code labels}, no {@code label_sets}. */
    static Map<String, Object> resolved(Map<String, Object> overrides, ModelFolder folder) {
        if (!overrides.containsKey("labels_file") && !overrides.containsKey("label_sets")) {
            return overrides;
        }
        Map<String, Object> resolved = new LinkedHashMap<>(overrides);
        resolved.remove("label_sets");
        Object file = resolved.remove("labels_file");
        if (file != null) {
            if (resolved.containsKey("labels") || !(file instanceof String name)) {
                throw TaskException.of(
                        Reason.CONFIG_INVALID,
                        "model.yaml: labels_file must be the name of a file, and does not stand beside labels.");
            }
            resolved.put("labels", LabelFile.classes(name, read("labels_file", name, folder)));
        }
        return Collections.unmodifiableMap(resolved);
    }

    private static byte[] read(String key, String file, ModelFolder folder) {
        if (!folder.has(file)) {
            throw TaskException.of(
                    Reason.MODEL_INCOMPLETE,
                    "model.yaml: " + key + " names " + Quoted.text(file) + ", which is not in the folder.");
        }
        return folder.read(file);
    }

    private static String checkedName(String name) {
        if (!NAME.matcher(name).matches()) {
            throw TaskException.of(
                    Reason.CONFIG_INVALID,
                    "The label set name " + Quoted.text(name) + " is not of the form " + NAME.pattern() + ".");
        }
        return name;
    }
}
