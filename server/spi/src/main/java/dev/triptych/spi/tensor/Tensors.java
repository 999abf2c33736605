package dev.triptych.spi.tensor;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Set;

/**
 * Tensors by port name, owned together: closing closes all that were not taken.
 *
 * <p>Not thread-safe; pass it from one thread to the next as a whole.
 */
public final class Tensors implements AutoCloseable {
    private Map<String, Tensor> byPort;

    private Tensors(Map<String, Tensor> byPort) {
        this.byPort = byPort;
    }

    /** Owns the given tensors from now on; iteration follows the map's order. */
    public static Tensors of(Map<String, Tensor> tensors) {
        return new Tensors(new LinkedHashMap<>(tensors));
    }

    /** Owns one tensor from now on. */
    public static Tensors of(String port, Tensor tensor) {
        return of(Map.of(port, tensor));
    }

    /** The names of the ports that were not taken, in order; a view, so copy it to take while going through it. */
    public Set<String> ports() {
        return Collections.unmodifiableSet(byPort.keySet());
    }

    /** Whether a port is there. */
    public boolean has(String port) {
        return byPort.containsKey(port);
    }

    /**
     * The tensor of a port, still owned by this set.
     *
     * @throws NoSuchElementException when the port is not there
     */
    public Tensor get(String port) {
        Tensor tensor = byPort.get(port);
        if (tensor == null) {
            throw new NoSuchElementException("no tensor for port " + port);
        }
        return tensor;
    }

    /** Moves the tensor of a port to the caller, who closes it. */
    public Tensor take(String port) {
        Tensor tensor = get(port);
        byPort.remove(port);
        return tensor;
    }

    /** Moves all that is left to a new set, which its receiver closes. */
    public Tensors takeAll() {
        Tensors all = new Tensors(byPort);
        byPort = new LinkedHashMap<>(0);
        return all;
    }

    /** Closes every tensor that was not taken; calling it again does nothing. */
    @Override
    public void close() {
        byPort.values().forEach(Tensor::close);
        byPort.clear();
    }
}
