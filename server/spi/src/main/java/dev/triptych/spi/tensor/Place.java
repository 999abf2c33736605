package dev.triptych.spi.tensor;

/**
 * Where a tensor's memory lies: the host, or a device by its backend's name and number.
 *
 * @param backend the backend that owns the memory; empty for host memory
 * @param ordinal the device's number within that backend; 0 for host memory
 */
public record Place(String backend, int ordinal) {
    /** Host memory, readable by every backend. */
    public static final Place HOST = new Place("", 0);

    /** Whether the memory is the host's. */
    public boolean onHost() {
        return backend.isEmpty();
    }
}
