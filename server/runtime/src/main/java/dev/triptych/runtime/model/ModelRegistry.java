package dev.triptych.runtime.model;

import dev.triptych.repository.Names;
import dev.triptych.runtime.serving.Catalog;
import dev.triptych.runtime.serving.ModelListing;
import dev.triptych.runtime.serving.ModelListing.State;
import dev.triptych.runtime.serving.ModelListing.TaskKind;
import dev.triptych.runtime.serving.ModelRef;
import dev.triptych.runtime.serving.ModelTotals;
import dev.triptych.spi.error.Quoted;
import dev.triptych.spi.error.Reason;
import dev.triptych.spi.error.TaskException;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/** The models by name, and the choice among them. Thread-safe. */
public final class ModelRegistry implements Catalog {
    private static final Duration RETRY = Duration.ofSeconds(1);

    private final ConcurrentSkipListMap<String, ModelVersion> models = new ConcurrentSkipListMap<>();
    private final CopyOnWriteArrayList<Runnable> listeners = new CopyOnWriteArrayList<>();
    private final Map<String, List<String>> labelSets;
    private volatile boolean loading = true;
    private volatile boolean closing;

    /** An empty registry without label sets of the server's. */
    public ModelRegistry() {
        this(Map.of());
    }

    /** An empty registry beside the server's label sets. */
    public ModelRegistry(Map<String, List<String>> labelSets) {
        this.labelSets = labelSets;
    }

    @Override
    public Map<String, List<String>> labelSets() {
        return labelSets;
    }

    ModelVersion add(String name) {
        ModelVersion version = new ModelVersion(name);
        models.put(name, version);
        return version;
    }

    Collection<ModelVersion> all() {
        return models.values();
    }

    /** Whether a name is taken by a model or by a graph of one. */
    boolean taken(String name) {
        return models.containsKey(name);
    }

    /** Notes that loading at start has ended. */
    void startEnded() {
        loading = false;
        changed();
    }

    /** Is not ready from now on: the server drains, or a device is lost. */
    public void notReady() {
        closing = true;
        changed();
    }

    void changed() {
        listeners.forEach(Runnable::run);
    }

    /**
     * A hold of the model that a caller means.
     *
     * @throws TaskException why it cannot be used for the task now
     */
    public Hold hold(ModelRef ref, TaskKind task) {
        ModelVersion version = ref.name().isEmpty() ? only(task) : named(ref);
        Hold hold = version.hold();
        if (hold == null) {
            throw unready(version);
        }
        if (!version.listing().tasks().containsKey(task)) {
            hold.close();
            throw TaskException.of(
                    Reason.TASK_UNSUPPORTED,
                    "Model " + version.name() + " does not " + words(task) + "; see its listing for its tasks.");
        }
        return hold;
    }

    /** The model of a name and version, in whatever state; empty when there is none. */
    public Optional<ModelVersion> lookUp(ModelRef ref) {
        ModelVersion version = models.get(ref.name());
        if (version == null
                || !(ref.version().isEmpty()
                        || ref.version().equals(version.standing().version()))) {
            return Optional.empty();
        }
        return Optional.of(version);
    }

    private ModelVersion named(ModelRef ref) {
        return lookUp(new ModelRef(Names.require(ref.name()), ref.version())).orElseThrow(() -> unknown(ref));
    }

    /** What a caller is told of a model that is not there. */
    public static TaskException unknown(ModelRef ref) {
        String which =
                Quoted.text(ref.name()) + (ref.version().isEmpty() ? "" : " version " + Quoted.text(ref.version()));
        return TaskException.of(Reason.MODEL_UNKNOWN, "No model " + which + " is served; list the models.");
    }

    private ModelVersion only(TaskKind task) {
        List<ModelVersion> able =
                models.values().stream().filter(version -> can(version, task)).toList();
        if (able.size() == 1) {
            return able.get(0);
        }
        if (able.size() > 1) {
            throw TaskException.of(
                    Reason.MODEL_AMBIGUOUS,
                    "Several models can " + words(task) + "; name one of "
                            + String.join(
                                    ", ",
                                    able.stream()
                                            .map(ModelVersion::name)
                                            .limit(10)
                                            .toList()) + ".");
        }
        if (loading) {
            throw TaskException.of(Reason.MODEL_LOADING, "Models are being loaded; retry later.")
                    .retryAfter(RETRY);
        }
        throw TaskException.of(Reason.TASK_UNSUPPORTED, "No served model can " + words(task) + "; see the listing.");
    }

    private static boolean can(ModelVersion version, TaskKind task) {
        ModelVersion.Standing standing = version.standing();
        Loaded loaded = standing.loaded();
        return standing.state() == State.READY
                && loaded != null
                && ListingBuilder.tasks(loaded).containsKey(task);
    }

    private static TaskException unready(ModelVersion version) {
        ModelVersion.Standing standing = version.standing();
        return switch (standing.state()) {
            case FAILED -> failed(version.name(), standing.failure());
            case LOADING ->
                TaskException.of(Reason.MODEL_LOADING, "Model " + version.name() + " is being loaded; retry later.")
                        .retryAfter(RETRY);
            case READY, UNLOADING ->
                TaskException.of(
                        Reason.MODEL_UNLOADING, "Model " + version.name() + " is being unloaded; use another replica.");
        };
    }

    private static TaskException failed(String name, @Nullable TaskException failure) {
        String why = failure == null ? "" : failure.reason() + ": " + failure.text();
        return TaskException.of(Reason.MODEL_FAILED, "Model " + name + " could not be loaded. " + why);
    }

    private static String words(TaskKind task) {
        return switch (task) {
            case EMBED -> "embed";
            case CLASSIFY -> "classify";
            case RANK -> "rank";
            case FEATURES -> "give out features";
            case INFER -> "run raw tensors";
        };
    }

    @Override
    public List<ModelListing> models() {
        return models.values().stream().map(ModelVersion::listing).toList();
    }

    @Override
    public Optional<ModelListing> find(ModelRef ref) {
        return lookUp(ref).map(ModelVersion::listing);
    }

    @Override
    public Optional<ModelTotals> totals(ModelRef ref) {
        return lookUp(ref).map(version -> version.standing().loaded()).map(Loaded::totals);
    }

    @Override
    public boolean ready() {
        return !loading
                && !closing
                && models.values().stream()
                        .anyMatch(version -> version.standing().state() == State.READY);
    }

    @Override
    public void onChange(Runnable listener) {
        listeners.add(listener);
    }
}
