package dev.triptych.runtime.model;

import dev.triptych.runtime.execution.DeviceLayout;
import dev.triptych.runtime.execution.StageImpl;
import dev.triptych.runtime.profile.ProfileKey;
import dev.triptych.runtime.profile.ProfileStore;
import dev.triptych.scheduling.HostLanes;

/** Carries what stages and decodes were seen to take from one life of a model to the next. Thread-safe. */
public final class LearnedTimes {
    /** No device's name: they have an ordinal. */
    private static final String HOST = "host";

    private static final String DECODE = "decode";

    private final ProfileStore store;
    private final HostLanes lanes;
    private final String mode;

    /**
     * Over a store.
     *
     * @param lanes where models decode
     * @param layout how the devices are laid out that stages run on
     */
    public LearnedTimes(ProfileStore store, HostLanes lanes, DeviceLayout layout) {
        this.store = store;
        this.lanes = lanes;
        this.mode = layout.mode() + " on " + layout.cores();
    }

    /** Gives the decodes and the stages of a model what is known of them; before they are warmed up. */
    void restore(String name, Loaded loaded) {
        store.find(decode(loaded)).ifPresent(learned -> lanes.resume(name, learned));
        for (StageImpl stage : loaded.stages()) {
            store.find(key(loaded, stage)).ifPresent(stage::resume);
        }
    }

    /** Keeps what was learned of all models so far, and writes it. */
    public void save(ModelRegistry registry) {
        for (ModelVersion version : registry.all()) {
            Loaded loaded = version.standing().loaded();
            if (loaded != null) {
                lanes.learned(version.name()).ifPresent(learned -> store.put(decode(loaded), learned));
                loaded.stages().forEach(stage -> store.put(key(loaded, stage), stage.learned()));
            }
        }
        store.save();
    }

    private ProfileKey key(Loaded loaded, StageImpl stage) {
        return new ProfileKey(loaded.digest(), stage.name(), loaded.place(), mode);
    }

    private ProfileKey decode(Loaded loaded) {
        return new ProfileKey(loaded.digest(), DECODE, HOST, mode);
    }
}
