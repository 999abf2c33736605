package dev.triptych.runtime.model;

import dev.triptych.repository.FolderView;
import dev.triptych.repository.ModelSource;
import dev.triptych.runtime.serving.ModelListing.State;
import dev.triptych.scheduling.FaultListener;
import dev.triptych.spi.error.Reason;
import dev.triptych.spi.error.TaskException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;

/**
 * Loads models one at a time on the loader's thread, and unloads them there; one that fails harms no other.
 *
 * <p>Thread-safe.
 */
public final class ModelLifecycle {
    private final ModelRegistry registry;
    private final ModelLoader loader;
    private final Executor thread;
    private final FaultListener faults;
    private volatile boolean stopping;

    /**
     * @param thread the loader's one thread
     */
    public ModelLifecycle(ModelRegistry registry, ModelLoader loader, Executor thread, FaultListener faults) {
        this.registry = registry;
        this.loader = loader;
        this.thread = thread;
        this.faults = faults;
    }

    /** Begins to load; completes when each is ready or has failed. */
    public CompletionStage<Void> loadAll(List<ModelSource> sources) {
        List<CompletableFuture<Void>> loads = new ArrayList<>();
        List<ModelVersion> versions =
                sources.stream().map(source -> registry.add(source.name())).toList();
        for (int i = 0; i < versions.size(); i++) {
            ModelVersion version = versions.get(i);
            ModelSource source = sources.get(i);
            loads.add(CompletableFuture.runAsync(() -> load(version, source), thread));
        }
        return CompletableFuture.allOf(loads.toArray(CompletableFuture[]::new))
                .whenComplete((done, failure) -> registry.startEnded());
    }

    /** Loads nothing more; completes when the load that runs has ended. */
    public CompletionStage<Void> stop() {
        stopping = true;
        return CompletableFuture.runAsync(() -> {}, thread);
    }

    /** Unloads all; completes when every model is closed. */
    public CompletionStage<Void> unloadAll() {
        List<CompletableFuture<Void>> closes = new ArrayList<>();
        for (ModelVersion version : registry.all()) {
            Loaded loaded = version.standing().loaded();
            if (loaded != null && version.standing().state() == State.READY) {
                closes.add(version.unload()
                        .thenRunAsync(() -> loader.unload(loaded), thread)
                        .toCompletableFuture());
            }
        }
        // Stages close by tasks of their own behind these; a last task comes after them all.
        return CompletableFuture.allOf(closes.toArray(CompletableFuture[]::new)).thenRunAsync(() -> {}, thread);
    }

    private void load(ModelVersion version, ModelSource source) {
        String number = "1";
        try {
            if (stopping) {
                throw TaskException.of(Reason.DRAINING, "The server shut down before the model was loaded.");
            }
            source.refusal().ifPresent(refusal -> {
                throw refusal;
            });
            FolderView folder = FolderView.open(source.folder());
            number = folder.version();
            Loaded loaded = loader.load(source.name(), folder);
            refuseDoubles(source.name(), loaded);
            version.ready(number, loaded);
        } catch (TaskException e) {
            version.failed(number, e);
            // A refusal explains itself; what lies behind it is for whoever reads the log.
            if (e.getCause() != null) {
                faults.fault("loading " + source.name(), e);
            }
        } catch (Throwable e) {
            // One folder never harms the others, whatever it does to this code: a missing class, a full heap.
            version.failed(
                    number,
                    TaskException.of(Reason.SERVER_DEFECT, "The server met a defect while loading; report it.", e));
            faults.fault("loading " + source.name(), e);
        }
        registry.changed();
    }

    private void refuseDoubles(String name, Loaded loaded) {
        for (String graph : loaded.graphs().keySet()) {
            String raw = name + "." + graph;
            if (!graph.isEmpty() && registry.taken(raw)) {
                loader.unload(loaded);
                throw TaskException.of(
                        Reason.CONFIG_INVALID,
                        "The graph " + raw + " has the name of another model; name one of the folders with NAME=DIR.");
            }
        }
    }
}
