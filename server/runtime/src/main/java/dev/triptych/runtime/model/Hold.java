package dev.triptych.runtime.model;

import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The right to use a model: it is not closed before this is, nor before any hold retained from it. Thread-safe; closing
 * again does nothing.
 */
public final class Hold implements AutoCloseable {
    private final ModelVersion version;
    private final Loaded loaded;
    // How many holds share the one place among the model's users.
    private final AtomicInteger open;
    private final AtomicBoolean closed = new AtomicBoolean();

    Hold(ModelVersion version, Loaded loaded) {
        this(version, loaded, new AtomicInteger(1));
    }

    private Hold(ModelVersion version, Loaded loaded, AtomicInteger open) {
        this.version = version;
        this.loaded = loaded;
        this.open = open;
    }

    /** Another hold of the same model, even when it takes no more users; only while this one is open. */
    public Hold retain() {
        if (closed.get() || open.getAndUpdate(count -> count == 0 ? 0 : count + 1) == 0) {
            throw new IllegalStateException("the hold is closed");
        }
        return new Hold(version, loaded, open);
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
        if (closed.compareAndSet(false, true) && open.decrementAndGet() == 0) {
            version.leave();
        }
    }
}
