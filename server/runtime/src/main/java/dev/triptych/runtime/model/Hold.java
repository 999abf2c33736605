package dev.triptych.runtime.model;

import java.util.concurrent.atomic.AtomicBoolean;

/** The right to use a model: it is not closed before this is. Thread-safe; closing again does nothing. */
public final class Hold implements AutoCloseable {
    private final ModelVersion version;
    private final Loaded loaded;
    private final AtomicBoolean closed = new AtomicBoolean();

    Hold(ModelVersion version, Loaded loaded) {
        this.version = version;
        this.loaded = loaded;
    }

    /** The served name. */
    public String name() {
        return version.name();
    }

    /** The version that was ready when it was taken. */
    public String version() {
        return version.standing().version();
    }

    /** The model. */
    public Loaded loaded() {
        return loaded;
    }

    @Override
    public void close() {
        if (closed.compareAndSet(false, true)) {
            version.leave();
        }
    }
}
