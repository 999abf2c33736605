package dev.triptych.spi.model;

import java.util.List;

/** A loaded model: what it is and what it can do. Thread-safe. */
public interface Model extends AutoCloseable {
    /** What it is, for listings. */
    ModelInfo info();

    /** Its capabilities of a kind, the main one first; empty when it has none. */
    <T extends Capability> List<T> all(Class<T> kind);

    /** Frees what the plugin itself holds; stages are the server's. Called once, when no call is under way. */
    @Override
    void close();
}
