package dev.triptych.transport.models;

import dev.triptych.runtime.serving.Catalog;
import dev.triptych.runtime.serving.ModelListing;
import dev.triptych.runtime.serving.ModelListing.State;
import dev.triptych.runtime.serving.ModelListing.TaskKind;
import dev.triptych.runtime.serving.ModelRef;
import dev.triptych.spi.error.Quoted;
import dev.triptych.spi.error.Reason;
import dev.triptych.spi.error.TaskException;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Finds the one version of a model that a call means, or says why there is none.
 *
 * <p>Thread-safe. A listing is a snapshot: the server's core checks again when work starts.
 */
public final class Models {
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,127}");
    private static final Duration LOADING_RETRY = Duration.ofSeconds(1);

    private final Catalog catalog;

    public Models(Catalog catalog) {
        this.catalog = catalog;
    }

    /** What is served, as snapshots. */
    public Catalog catalog() {
        return catalog;
    }

    /**
     * The ready version that a typed call means.
     *
     * @param ref an empty name means the one model that has the task
     * @throws TaskException when there is none, several, or it is not ready
     */
    public ModelListing ready(ModelRef ref, TaskKind task) {
        ModelListing listing = ready(ref.name().isEmpty() ? only(ref, task) : find(ref));
        if (!listing.tasks().containsKey(task)) {
            throw TaskException.of(
                    Reason.TASK_UNSUPPORTED,
                    "model " + Quoted.text(listing.name()) + " cannot " + word(task) + "; it can: " + words(listing));
        }
        return listing;
    }

    /** The listing itself, if it serves. */
    public static ModelListing ready(ModelListing listing) {
        if (listing.state() == ModelListing.State.READY) {
            return listing;
        }
        String model = "model " + Quoted.text(listing.name()) + " version " + Quoted.text(listing.version());
        return switch (listing.state()) {
            case READY -> listing;
            case LOADING ->
                throw TaskException.of(Reason.MODEL_LOADING, model + " is being loaded; retry after the stated time")
                        .retryAfter(LOADING_RETRY);
            case UNLOADING ->
                throw TaskException.of(Reason.MODEL_UNLOADING, model + " is being unloaded; retry on another replica");
            case FAILED ->
                throw TaskException.of(Reason.MODEL_FAILED, model + " could not be loaded: " + failure(listing))
                        .with(
                                "load_reason",
                                listing.reason() == null ? "" : listing.reason().name());
        };
    }

    /**
     * The version of a model by reference, in whatever state; without a version the newest that is ready, else the
     * newest.
     *
     * @throws TaskException when the name is no name, or nothing is known under it
     */
    public ModelListing find(ModelRef ref) {
        if (!NAME.matcher(ref.name()).matches()) {
            throw TaskException.of(
                    Reason.NAME_INVALID,
                    "model name " + Quoted.text(ref.name()) + " is not of the form " + NAME.pattern());
        }
        return lookUp(ref).orElseThrow(() -> unknown(ref));
    }

    /** As {@link #find}, empty when nothing is known. */
    public Optional<ModelListing> lookUp(ModelRef ref) {
        Optional<ModelListing> found = catalog.find(ref);
        if (!ref.version().isEmpty() || found.isEmpty() || found.get().state() == State.READY) {
            return found;
        }
        return versions(ref.name()).stream()
                .filter(listing -> listing.state() == State.READY)
                .findFirst()
                .or(() -> found);
    }

    /** All versions of a name, newest first. */
    public List<ModelListing> versions(String name) {
        return catalog.models().stream()
                .filter(listing -> listing.name().equals(name))
                .sorted(NEWEST)
                .toList();
    }

    /** Newest first: versions are decimal numbers. */
    public static final Comparator<ModelListing> NEWEST = Comparator.comparingInt(
                    (ModelListing listing) -> listing.version().length())
            .thenComparing(ModelListing::version)
            .reversed();

    /** The failure that an unknown name gets; the same text where the model is hidden from the caller. */
    public static TaskException unknown(ModelRef ref) {
        String version = ref.version().isEmpty() ? "" : " version " + Quoted.text(ref.version());
        return TaskException.of(
                Reason.MODEL_UNKNOWN,
                "model " + Quoted.text(ref.name()) + version + " is not served; list the models to see what is");
    }

    private ModelListing only(ModelRef ref, TaskKind task) {
        List<ModelListing> able = catalog.models().stream()
                .filter(listing ->
                        listing.state() == State.READY && listing.tasks().containsKey(task))
                .toList();
        List<String> names =
                able.stream().map(ModelListing::name).distinct().sorted().toList();
        if (names.isEmpty()) {
            throw TaskException.of(Reason.MODEL_UNKNOWN, "no model was named and none that is ready can " + word(task));
        }
        if (names.size() > 1) {
            throw TaskException.of(
                            Reason.MODEL_AMBIGUOUS,
                            "no model was named and " + names.size() + " can " + word(task) + "; name one of: "
                                    + Nearest.to("", names))
                    .at("model");
        }
        return find(new ModelRef(names.get(0), ref.version()));
    }

    private static String failure(ModelListing listing) {
        String reason = listing.reason() == null ? "" : listing.reason().name();
        return listing.message().isEmpty() ? reason : reason + ", " + listing.message();
    }

    private static String word(TaskKind task) {
        return task == TaskKind.FEATURES ? "give out features" : task.name().toLowerCase(java.util.Locale.ROOT);
    }

    private static String words(ModelListing listing) {
        return listing.tasks().isEmpty()
                ? "infer"
                : listing.tasks().keySet().stream().map(Models::word).sorted().collect(Collectors.joining(", "));
    }
}
