package dev.triptych.testing;

import dev.triptych.spi.backend.Backend;
import dev.triptych.spi.backend.BackendException;
import dev.triptych.spi.backend.CompileSpec;
import dev.triptych.spi.backend.Compiled;
import dev.triptych.spi.backend.Progress;
import dev.triptych.spi.error.Quoted;
import dev.triptych.spi.error.Reason;
import dev.triptych.spi.error.TaskException;
import dev.triptych.spi.graph.GraphSource;
import dev.triptych.spi.model.ImageLimits;
import dev.triptych.spi.model.LoadContext;
import dev.triptych.spi.model.ModelFolder;
import dev.triptych.spi.model.Stage;
import dev.triptych.spi.model.StageSpec;
import dev.triptych.spi.tensor.TensorAllocator;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/**
 * What a plugin is lent in tests: graph sources by file, stages that run at once on any backend.
 *
 * <p>Close it after the model; it frees the stages.
 */
public final class FakeLoadContext implements LoadContext, AutoCloseable {
    private final ModelFolder folder;
    private final Backend backend;
    private final TensorAllocator allocator;
    private final Map<String, GraphSource> sources = new HashMap<>();
    private final Map<String, DirectStage> stages = new HashMap<>();
    private final List<Compiled> compiled = new ArrayList<>();
    private final List<String> warnings = new ArrayList<>();
    private Function<String, GraphSource> opener = file -> {
        throw TaskException.of(Reason.MODEL_CORRUPT, "file " + Quoted.text(file) + " is not a graph");
    };
    private ImageLimits images = ImageLimits.DEFAULT;
    private boolean sealed;

    /** A context over a folder; outputs of stages come from the allocator. */
    public FakeLoadContext(ModelFolder folder, Backend backend, TensorAllocator allocator) {
        this.folder = folder;
        this.backend = backend;
        this.allocator = allocator;
    }

    /** Adds the graph that a file holds. */
    public FakeLoadContext with(GraphSource source) {
        sources.put(source.file(), source);
        return this;
    }

    /** Opens files that were not added; without it they are corrupt. */
    public FakeLoadContext opener(Function<String, GraphSource> newOpener) {
        opener = newOpener;
        return this;
    }

    /** Lends other limits of an image than the default. */
    public FakeLoadContext images(ImageLimits limits) {
        images = limits;
        return this;
    }

    /** Refuses further use, as the server does once {@code load} has returned. */
    public FakeLoadContext seal() {
        sealed = true;
        return this;
    }

    /** What the plugin warned of. */
    public List<String> warnings() {
        return List.copyOf(warnings);
    }

    /** The stages made, by name. */
    public Map<String, DirectStage> stages() {
        return Map.copyOf(stages);
    }

    @Override
    public GraphSource source(String file) {
        checkUnsealed();
        if (!folder.has(file)) {
            throw TaskException.of(Reason.MODEL_INCOMPLETE, "no file " + Quoted.text(file) + " in the model folder");
        }
        GraphSource source = sources.get(file);
        return source != null ? source : opener.apply(file);
    }

    @Override
    public Stage stage(StageSpec spec) {
        checkUnsealed();
        if (stages.containsKey(spec.name())) {
            throw new IllegalStateException("stage " + spec.name() + " exists");
        }
        try {
            Compiled graph = backend.compile(
                    spec.graph(),
                    backend.devices().get(0),
                    new CompileSpec(spec.maxRows(), spec.rungs()),
                    Progress.NONE);
            compiled.add(graph);
            DirectStage stage = new DirectStage(spec, graph.open(allocator));
            stages.put(spec.name(), stage);
            return stage;
        } catch (BackendException e) {
            throw TaskException.of(Reason.MODEL_UNSUPPORTED, "stage " + spec.name() + " does not compile", e);
        }
    }

    /** The digest of the file alone. */
    @Override
    public String digest(String file) {
        checkUnsealed();
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(folder.read(file)));
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError("every Java has SHA-256", e);
        }
    }

    @Override
    public void warn(String message) {
        checkUnsealed();
        warnings.add(message);
    }

    @Override
    public Progress progress() {
        return Progress.NONE;
    }

    @Override
    public ImageLimits imageLimits() {
        checkUnsealed();
        return images;
    }

    private void checkUnsealed() {
        if (sealed) {
            throw new IllegalStateException("the load context is used after load returned");
        }
    }

    @Override
    public void close() {
        stages.values().forEach(DirectStage::close);
        compiled.forEach(Compiled::close);
    }
}
