package dev.triptych.runtime.model;

import dev.triptych.runtime.serving.ModelListing;
import dev.triptych.runtime.serving.ModelListing.State;
import dev.triptych.scheduling.Drain;
import dev.triptych.spi.error.TaskException;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * A model under its name, from loading to ready and unloading, or to failed. Thread-safe.
 *
 * <p>Invariant: the model is closed only when no {@link Hold} is open and none can be opened any more.
 */
public final class ModelVersion {
    private final String name;
    private final Drain users = new Drain();
    private volatile Standing standing;
    private volatile @Nullable Listed listed;

    /** A model that is about to be loaded. */
    ModelVersion(String name) {
        this.name = name;
        this.standing = new Standing("1", State.LOADING, null, null);
    }

    /**
     * Where it stands: one snapshot of all that changes together.
     *
     * @param version the version
     * @param state the state
     * @param loaded the model; null until ready
     * @param failure why it failed; null unless failed
     */
    record Standing(
            String version,
            State state,
            @Nullable Loaded loaded,
            @Nullable TaskException failure) {}

    /** A listing and what it lists: every request looks a model up, and few find it changed. */
    private record Listed(Standing standing, ModelListing listing) {}

    /** The served name. */
    public String name() {
        return name;
    }

    /** What callers may know of it now. */
    @SuppressWarnings("ReferenceEquality") // Another standing is another object, and comparing models is no one's wish.
    ModelListing listing() {
        Standing now = standing;
        Listed known = listed;
        if (known == null || known.standing() != now) {
            known = new Listed(now, ListingBuilder.of(name, now));
            listed = known;
        }
        return known.listing();
    }

    Standing standing() {
        return standing;
    }

    void ready(String version, Loaded loaded) {
        standing = new Standing(version, State.READY, loaded, null);
    }

    void failed(String version, TaskException failure) {
        standing = new Standing(version, State.FAILED, null, failure);
    }

    /** Takes no more holds, and completes when the last is closed. */
    CompletionStage<Void> unload() {
        Standing now = standing;
        standing = new Standing(now.version(), State.UNLOADING, now.loaded(), null);
        users.begin();
        return users.emptied();
    }

    /** A hold; null when the model is not ready. */
    @Nullable Hold hold() {
        Standing now = standing;
        Loaded loaded = now.loaded();
        if (now.state() != State.READY || loaded == null || !users.enter()) {
            return null;
        }
        return new Hold(this, loaded);
    }

    void leave() {
        users.leave();
    }
}
