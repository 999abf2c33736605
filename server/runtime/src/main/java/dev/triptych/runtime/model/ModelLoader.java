package dev.triptych.runtime.model;

import dev.triptych.repository.FolderView;
import dev.triptych.runtime.execution.Devices;
import dev.triptych.runtime.execution.StageImpl;
import dev.triptych.runtime.plugin.LoadedPlugin;
import dev.triptych.runtime.plugin.PluginGuard;
import dev.triptych.spi.backend.Progress;
import dev.triptych.spi.error.Reason;
import dev.triptych.spi.error.TaskException;
import dev.triptych.spi.model.Classifier;
import dev.triptych.spi.model.Embedder;
import dev.triptych.spi.model.FeatureExtractor;
import dev.triptych.spi.model.ImageLimits;
import dev.triptych.spi.model.Model;
import dev.triptych.spi.model.ModelDefinition;
import dev.triptych.spi.model.ModelInfo;
import dev.triptych.spi.model.RawGraph;
import dev.triptych.spi.model.ZeroShot;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Turns a folder into a loaded model, or says why it cannot. Used by the loader's thread. */
public final class ModelLoader {
    private final Recogniser recogniser;
    private final Devices devices;
    private final GraphOpener graphs;
    private final Executor closing;
    private final Consumer<Object> unloaded;
    private final ImageLimits images;
    private final LearnedTimes times;

    /**
     * @param closing runs closes on the loader's thread
     * @param unloaded told which model is about to be closed, so that what was computed with it can be forgotten
     * @param images what one image may measure, whatever the model
     * @param times what stages learned in earlier lives
     */
    public ModelLoader(
            Recogniser recogniser,
            Devices devices,
            GraphOpener graphs,
            Executor closing,
            Consumer<Object> unloaded,
            ImageLimits images,
            LearnedTimes times) {
        this.times = times;
        this.recogniser = recogniser;
        this.devices = devices;
        this.graphs = graphs;
        this.closing = closing;
        this.unloaded = unloaded;
        this.images = images;
    }

    /**
     * Loads a folder under a name, and runs each stage once.
     *
     * @throws TaskException why it cannot be served; whatever was made is freed then
     */
    Loaded load(String name, FolderView folder) {
        Map<String, String> before = folder.fingerprint();
        LoadedPlugin family = Recogniser.strongest(recogniser.opinions(folder));
        LoadContextImpl context = new LoadContextImpl(name, folder, devices.place(), graphs, Progress.NONE, images);
        PluginGuard guard = family.guard();
        ModelDefinition definition = new ModelDefinition(name, folder.version(), folder);
        Model model = null;
        boolean whole = false;
        try {
            model = guard.call("load", () -> family.plugin().load(definition, context));
            Loaded loaded = loaded(model, digest(family, folder, context), guard, context, folder);
            if (!folder.fingerprint().equals(before)) {
                throw TaskException.of(
                        Reason.MODEL_INCOMPLETE,
                        "The folder changed while it was loaded; load it again when it is whole.");
            }
            times.restore(name, loaded);
            loaded.stages().forEach(StageImpl::warmUp);
            whole = true;
            return loaded;
        } finally {
            context.end();
            if (!whole) {
                free(model, guard, context.stages());
            }
        }
    }

    private Loaded loaded(Model model, String digest, PluginGuard guard, LoadContextImpl context, FolderView folder) {
        ModelInfo info = guard.call("info", model::info);
        List<Embedder> embedders = guard.call("all", () -> model.all(Embedder.class));
        List<ZeroShot> zeroShot = guard.call("all", () -> model.all(ZeroShot.class));
        List<Classifier> classifiers = guard.call("all", () -> model.all(Classifier.class));
        List<FeatureExtractor> extractors = guard.call("all", () -> model.all(FeatureExtractor.class));
        List<RawGraph> raw = guard.call("all", () -> model.all(RawGraph.class));
        if (!zeroShot.isEmpty()) {
            HeldLabels.check(zeroShot.get(0), folder.labelSets());
        } else if (!classifiers.isEmpty()) {
            HeldLabels.check(guard.call("labels", classifiers.get(0)::labels), folder.labelSets());
        }
        return new Loaded(
                model,
                digest,
                guard,
                info,
                embedders,
                zeroShot.stream().findFirst(),
                classifiers.stream().findFirst(),
                extractors.stream().findFirst(),
                folder.labelSets(),
                graphs(raw, context.stages()),
                context.stages(),
                devices.place().place(),
                context.warnings(),
                new ItemTally());
    }

    private String digest(LoadedPlugin family, FolderView folder, LoadContextImpl context) {
        return ModelDigest.of(
                List.of(family.name(), devices.place().place()),
                folder,
                context.used(),
                file -> graphs.digest(folder, file));
    }

    private static Map<String, RawGraph> graphs(List<RawGraph> raw, List<StageImpl> stages) {
        Map<String, RawGraph> byName = new LinkedHashMap<>();
        for (RawGraph graph : raw) {
            byName.put(byName.isEmpty() ? "" : graph.stage().name(), graph);
        }
        if (raw.isEmpty()) {
            for (StageImpl stage : stages) {
                boolean batched = stage.graph().inputs().stream().allMatch(port -> port.batchAxis() == 0);
                byName.put(
                        stage.name(),
                        new RawGraph(
                                stage,
                                batched ? stage.maxRows() : 0,
                                stage.graph().inputs(),
                                stage.graph().outputs()));
            }
        }
        return byName;
    }

    /** Closes the model now and its stages when their last work has ended. Runs on the loader's thread. */
    void unload(Loaded loaded) {
        unloaded.accept(loaded);
        free(loaded.model(), loaded.guard(), loaded.stages());
    }

    private void free(@Nullable Model model, PluginGuard guard, List<StageImpl> stages) {
        if (model != null) {
            close(model, guard);
        }
        retire(stages);
    }

    private void retire(List<StageImpl> stages) {
        for (StageImpl stage : stages) {
            stage.retire().thenRunAsync(stage::close, closing);
        }
    }

    private static void close(Model model, PluginGuard guard) {
        try {
            guard.run("close", model::close);
        } catch (TaskException e) {
            // The model is out of use already; what its plugin leaves behind cannot be helped here.
        }
    }
}
