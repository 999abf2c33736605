package dev.triptych.runtime.graph;

import dev.triptych.runtime.graph.OnnxModel.External;
import dev.triptych.runtime.graph.OnnxModel.Weight;
import dev.triptych.spi.error.Quoted;
import dev.triptych.spi.error.TaskException;
import java.io.IOException;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Finds the files that tensors keep their data in, and refuses every one that is not plainly the model's own: nothing is
 * opened before all have passed, here or in a backend.
 *
 * <p>Comparing strings alone has failed others three times, so the resolved path decides; the string rules only keep odd
 * names away from the file system.
 */
final class ExternalData {
    private static final int MAX_FILES = 10_000;

    private final String file;
    private final Path directory;
    private final Containment places;
    private final Map<String, Found> found = new LinkedHashMap<>();

    /** For a model's file of some name, whose locations count from a directory. */
    ExternalData(String file, Path directory, Containment places) {
        this.file = file;
        this.directory = directory;
        this.places = places;
    }

    /** Checks every tensor; returns the files by their location in the order of their first use. */
    Map<String, Found> check(List<Weight> tensors) {
        for (Weight tensor : tensors) {
            External external = tensor.external();
            if (external != null) {
                check(tensor, external);
            }
        }
        return new LinkedHashMap<>(found);
    }

    private void check(Weight tensor, External external) {
        Found place = found.get(external.location());
        if (place == null) {
            if (found.size() >= MAX_FILES) {
                throw Trouble.external(file, tensor.name(), "is one of more than " + MAX_FILES + " files");
            }
            checkText(tensor, external.location());
            place = find(tensor, external.location());
            found.put(external.location(), place);
        }
        if (external.length() >= 0 && external.length() != tensor.bytes()) {
            throw Trouble.external(
                    file, tensor.name(), "has " + external.length() + " bytes, its shape asks for " + tensor.bytes());
        }
        long size = place.stamp().size();
        if (external.offset() > size || tensor.bytes() > size - external.offset()) {
            throw Trouble.external(
                    file,
                    tensor.name(),
                    "ends at byte " + (external.offset() + tensor.bytes()) + " of a file of " + size + " bytes");
        }
    }

    private void checkText(Weight tensor, String location) {
        String wrong = null;
        if (location.isEmpty()) {
            wrong = "has no location";
        } else if (location.contains("_ORT_MEM_ADDR_")) {
            wrong = "points into memory";
        } else if (location.startsWith("/") || location.indexOf('\\') >= 0 || location.indexOf(':') >= 0) {
            wrong = "is at " + Quoted.text(location) + ", not a relative path";
        } else if (List.of(location.split("/", -1)).contains("..")) {
            wrong = "is at " + Quoted.text(location) + ", which leaves the folder";
        } else if (location.length() > 1024 || location.chars().anyMatch(c -> c < ' ')) {
            wrong = "is at " + Quoted.text(location) + ", no name of a file";
        }
        if (wrong != null) {
            throw Trouble.external(file, tensor.name(), wrong);
        }
    }

    private Found find(Weight tensor, String location) {
        String quoted = Quoted.text(location);
        try {
            Path real = directory.resolve(location).toRealPath();
            if (!places.holds(real)) {
                throw Trouble.external(file, tensor.name(), "is at " + quoted + ", a link that leaves the folder");
            }
            Stamp stamp = Stamp.of(real);
            if (places.linkedElsewhere(real)) {
                throw Trouble.external(
                        file, tensor.name(), "is at " + quoted + ", a file with hard links; copy it instead");
            }
            return new Found(real, stamp);
        } catch (NoSuchFileException | InvalidPathException e) {
            throw Trouble.external(file, tensor.name(), "is at " + quoted + ", which is missing");
        } catch (Stamp.NotRegular e) {
            throw Trouble.external(file, tensor.name(), "is at " + quoted + ", no regular file");
        } catch (IOException e) {
            throw unreadable(tensor, quoted, e);
        }
    }

    private TaskException unreadable(Weight tensor, String quoted, IOException cause) {
        TaskException refusal = Trouble.external(file, tensor.name(), "is at " + quoted + ", which cannot be read");
        return TaskException.of(refusal.reason(), refusal.text(), cause);
    }

    /** A file with tensors' data, links resolved, as it was when it was checked. */
    record Found(Path real, Stamp stamp) {}
}
