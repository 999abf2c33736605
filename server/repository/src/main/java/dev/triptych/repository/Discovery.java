package dev.triptych.repository;

import dev.triptych.spi.error.Quoted;
import dev.triptych.spi.error.Reason;
import dev.triptych.spi.error.TaskException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Finds the models behind {@code --models [NAME=]DIR}: DIR is a model's folder or a folder of them.
 *
 * <p>A folder is a model's when a file or a version lies in it directly, or a cache's snapshot; else each of its folders
 * is one. What is wrong with a single folder is found when it is loaded, so that it fails alone; so does one whose name is
 * none, unless it was named itself.
 */
public final class Discovery {
    private static final List<String> MODEL_ENDINGS =
            List.of(".onnx", ".yaml", ".json", ".pbtxt", ".safetensors", ".pt", ".pth", ".bin");

    private Discovery() {}

    /**
     * The models in the order of the arguments.
     *
     * @throws TaskException {@code NAME_INVALID} for a name that is none and was given as NAME or as DIR,
     *     {@code CONFIG_INVALID} for one given twice
     */
    public static List<ModelSource> discover(List<String> arguments) {
        Map<String, ModelSource> found = new LinkedHashMap<>();
        for (String argument : arguments) {
            for (ModelSource source : of(argument)) {
                // Refused names may be alike once they are cut; one entry says enough then.
                if (found.putIfAbsent(source.name(), source) != null
                        && source.refusal().isEmpty()) {
                    throw TaskException.of(
                            Reason.CONFIG_INVALID,
                            "Two folders would be served as " + Quoted.text(source.name())
                                    + "; name one of them with NAME=DIR.");
                }
            }
        }
        return List.copyOf(found.values());
    }

    private static List<ModelSource> of(String argument) {
        int equals = argument.indexOf('=');
        if (equals > 0 && !argument.substring(0, equals).contains("/")) {
            String name = Names.require(argument.substring(0, equals));
            return List.of(new ModelSource(name, Path.of(argument.substring(equals + 1))));
        }
        Path folder = Path.of(argument);
        if (!Files.isDirectory(folder) || isModel(folder)) {
            return List.of(named(folder));
        }
        List<ModelSource> inside = new ArrayList<>();
        for (Path child : children(folder)) {
            inside.add(child(child));
        }
        return inside.isEmpty() ? List.of(named(folder)) : inside;
    }

    // Nobody asked for this very folder, so that its name alone must not end the start.
    private static ModelSource child(Path folder) {
        try {
            return named(folder);
        } catch (TaskException e) {
            String quoted = Quoted.text(nameOf(folder));
            return new ModelSource(quoted.substring(1, quoted.length() - 1), folder, Optional.of(e));
        }
    }

    private static ModelSource named(Path folder) {
        return new ModelSource(Names.require(nameOf(folder)), folder);
    }

    private static String nameOf(Path folder) {
        Path whole = folder.toAbsolutePath().normalize();
        Path snapshots = whole.getParent();
        Path cache = snapshots == null ? null : snapshots.getParent();
        return CacheFolders.nameOf(whole)
                .or(() -> cache != null && snapshots != null && snapshots.endsWith("snapshots")
                        ? CacheFolders.nameOf(cache)
                        : Optional.empty())
                .orElse(String.valueOf(whole.getFileName()));
    }

    private static boolean isModel(Path folder) {
        if (CacheFolders.nameOf(folder.toAbsolutePath().normalize()).isPresent()) {
            return true;
        }
        return entries(folder).stream()
                .anyMatch(entry -> VersionFolders.numbered(entry) || (Files.isRegularFile(entry) && modelFile(entry)));
    }

    private static boolean modelFile(Path file) {
        String name = String.valueOf(file.getFileName());
        return MODEL_ENDINGS.stream().anyMatch(name::endsWith);
    }

    private static List<Path> children(Path folder) {
        return entries(folder).stream()
                .filter(Files::isDirectory)
                .filter(entry -> !String.valueOf(entry.getFileName()).startsWith("."))
                .toList();
    }

    private static List<Path> entries(Path folder) {
        try (Stream<Path> entries = Files.list(folder)) {
            return entries.sorted().toList();
        } catch (IOException e) {
            throw TaskException.of(
                    Reason.CONFIG_INVALID,
                    "The folder " + Quoted.text(String.valueOf(folder.getFileName()))
                            + " cannot be listed; see that it is readable.",
                    e);
        }
    }
}
