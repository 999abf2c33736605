package dev.triptych.spi.backend;

import dev.triptych.spi.graph.Graph;
import java.util.List;

/**
 * What compiles and runs graphs on the devices of one kind.
 *
 * <p>One instance serves the process; it is made by its {@link BackendProvider}. All methods are thread-safe;
 * {@code compile} may take minutes and reports through {@link Progress}. {@link #close} comes after every
 * {@link Compiled} is closed and every lane is stopped.
 */
public interface Backend extends AutoCloseable {
    /** The backend's name, such as {@code onnxruntime}. */
    String name();

    /** The devices, at least one. */
    List<Device> devices();

    /**
     * Compiles a graph for a device.
     *
     * @throws BackendException when the graph cannot run there; the message may name operators and ports, never paths
     */
    Compiled compile(Graph graph, Device device, CompileSpec spec, Progress progress) throws BackendException;

    @Override
    void close();
}
