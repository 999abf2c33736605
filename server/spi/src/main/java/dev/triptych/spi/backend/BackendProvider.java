package dev.triptych.spi.backend;

/** Makes a backend; found by {@link java.util.ServiceLoader} in the engine class loader. Has a public no-argument constructor. */
public interface BackendProvider {
    /** The backend's name. */
    String name();

    /** The version of the engine behind it, for listings. */
    String version();

    /**
     * Starts the backend. Called once in the life of the process.
     *
     * @throws BackendException when its driver or library is missing; the message says which and what to do
     */
    Backend start(BackendOptions options) throws BackendException;
}
