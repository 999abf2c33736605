package dev.triptych.testing;

import dev.triptych.repository.ModelYaml;
import dev.triptych.spi.error.Quoted;
import dev.triptych.spi.error.Reason;
import dev.triptych.spi.error.TaskException;
import dev.triptych.spi.model.ModelFolder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.snakeyaml.engine.v2.api.Dump;
import org.snakeyaml.engine.v2.api.DumpSettings;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/** A model folder in memory. Build it first, then use it from any thread. */
public final class FakeModelFolder implements ModelFolder {
    private final String name;
    private final SortedMap<String, byte[]> files = new TreeMap<>();
    private String shown;

    /** An empty folder. */
    public FakeModelFolder(String name) {
        this.name = name;
        this.shown = name;
    }

    /** A copy of a folder on disk. */
    public static FakeModelFolder of(Path folder) {
        FakeModelFolder copy = new FakeModelFolder(folder.getFileName().toString());
        try (Stream<Path> walk = Files.walk(folder)) {
            for (Path file : walk.filter(Files::isRegularFile).toList()) {
                copy.with(folder.relativize(file).toString().replace('\\', '/'), Files.readAllBytes(file));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return copy;
    }

    /** Adds or replaces a file. */
    public FakeModelFolder with(String file, byte[] contents) {
        files.put(file, contents.clone());
        return this;
    }

    /** Adds or replaces a text file. */
    public FakeModelFolder with(String file, String contents) {
        return with(file, contents.getBytes(StandardCharsets.UTF_8));
    }

    /** Removes a file. */
    public FakeModelFolder without(String file) {
        files.remove(file);
        return this;
    }

    /** Sets a key of {@code model.yaml}, which is written and read again as the server reads it. */
    public FakeModelFolder override(String key, Object value) {
        Map<Object, Object> stated = new LinkedHashMap<>();
        if (has(ModelYaml.FILE)) {
            Load load = new Load(LoadSettings.builder().build());
            if (load.loadFromString(text(ModelYaml.FILE)) instanceof Map<?, ?> before) {
                stated.putAll(before);
            }
        }
        stated.put(key, value);
        return with(ModelYaml.FILE, new Dump(DumpSettings.builder().build()).dumpToString(stated));
    }

    /** Shows it as a local command does, by a path. */
    public FakeModelFolder shownAs(String path) {
        shown = path;
        return this;
    }

    /** The same contents in a new folder, to be changed on its own. */
    public FakeModelFolder copy() {
        FakeModelFolder copy = new FakeModelFolder(name);
        files.forEach(copy::with);
        copy.shown = shown;
        return copy;
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public String shown() {
        return shown;
    }

    @Override
    public SortedSet<String> files() {
        return Collections.unmodifiableSortedSet(new TreeSet<>(files.keySet()));
    }

    @Override
    public long size(String file) {
        return find(file).length;
    }

    @Override
    public byte[] read(String file) {
        return find(file).clone();
    }

    /**
     * What {@code model.yaml} states, by the server's own rules.
     *
     * @throws TaskException for a file that the server would refuse, before any plugin saw the folder
     */
    @Override
    public Map<String, Object> overrides() {
        return ModelYaml.overrides(this);
    }

    private byte[] find(String file) {
        byte[] contents = files.get(file);
        if (contents == null) {
            throw TaskException.of(Reason.MODEL_INCOMPLETE, "no file " + Quoted.text(file) + " in the model folder");
        }
        return contents;
    }
}
