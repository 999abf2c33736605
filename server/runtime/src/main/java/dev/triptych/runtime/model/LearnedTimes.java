package dev.triptych.runtime.model;

import dev.triptych.runtime.execution.DeviceLayout;
import dev.triptych.runtime.execution.StageImpl;
import dev.triptych.runtime.profile.ProfileKey;
import dev.triptych.runtime.profile.ProfileStore;

/** Carries what stages learned of their times from one life of a model to the next. Thread-safe. */
public final class LearnedTimes {
    private final ProfileStore store;
    private final String mode;

    /** Over a store, for devices that are laid out in one way. */
    public LearnedTimes(ProfileStore store, DeviceLayout layout) {
        this.store = store;
        this.mode = layout.mode() + " on " + layout.cores();
    }

    /** Gives the stages of a model what is known of them; before they are warmed up. */
    void restore(Loaded loaded) {
        for (StageImpl stage : loaded.stages()) {
            store.find(key(loaded, stage)).ifPresent(stage::resume);
        }
    }

    /** Keeps what the stages of all models have learned so far, and writes it. */
    public void save(ModelRegistry registry) {
        for (ModelVersion version : registry.all()) {
            Loaded loaded = version.standing().loaded();
            if (loaded != null) {
                loaded.stages().forEach(stage -> store.put(key(loaded, stage), stage.learned()));
            }
        }
        store.save();
    }

    private ProfileKey key(Loaded loaded, StageImpl stage) {
        return new ProfileKey(loaded.digest(), stage.name(), loaded.place(), mode);
    }
}
