package dev.triptych.backend.onnxruntime;

import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import dev.triptych.spi.backend.Backend;
import dev.triptych.spi.backend.BackendException;
import dev.triptych.spi.backend.BackendOptions;
import dev.triptych.spi.backend.BackendOptions.DeviceMode;
import dev.triptych.spi.backend.CompileSpec;
import dev.triptych.spi.backend.Compiled;
import dev.triptych.spi.backend.Device;
import dev.triptych.spi.backend.Progress;
import dev.triptych.spi.graph.Graph;
import dev.triptych.spi.graph.Port;
import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import java.util.Set;

/**
 * ONNX Runtime on the process's CPU: one device, one session for each graph, shared by the lanes.
 *
 * <p>In throughput mode there is a lane for each core and every run uses its lane's thread alone; in latency mode there
 * is one lane, and a run spins up a thread on every core. Numbers are the same in both but for the order of sums.
 */
final class OnnxRuntimeBackend implements Backend {
    private final OrtEnvironment environment;
    private final SessionSettings settings;
    private final Device device;

    OnnxRuntimeBackend(OrtEnvironment environment, BackendOptions options) {
        this.environment = environment;
        this.settings = new SessionSettings(options.mode(), options.cores());
        int lanes = options.mode() == DeviceMode.THROUGHPUT ? options.cores() : 1;
        this.device = new Device(OnnxRuntimeProvider.NAME, 0, "CPU, " + options.cores() + " cores", lanes, 0);
    }

    @Override
    public String name() {
        return OnnxRuntimeProvider.NAME;
    }

    @Override
    public List<Device> devices() {
        return List.of(device);
    }

    @Override
    public Compiled compile(Graph graph, Device target, CompileSpec spec, Progress progress) throws BackendException {
        for (Port port : graph.inputs()) {
            checkType(graph, port);
        }
        for (Port port : graph.outputs()) {
            checkType(graph, port);
        }
        progress.report("loading " + graph.name(), -1);
        OrtSession session = open(graph);
        try {
            checkNames(graph, "input", graph.inputs(), session.getInputNames());
            checkNames(graph, "output", graph.outputs(), session.getOutputNames());
        } catch (BackendException e) {
            closeQuietly(session, e);
            throw e;
        }
        progress.report("loaded " + graph.name(), 1);
        return new CompiledGraph(environment, new SessionLease(session), graph, size(graph));
    }

    private OrtSession open(Graph graph) throws BackendException {
        try (OrtSession.SessionOptions options = settings.options()) {
            return environment.createSession(graph.file().toString(), options);
        } catch (OrtException e) {
            throw Failures.atLoad(graph.name(), e);
        }
    }

    private static void checkType(Graph graph, Port port) throws BackendException {
        if (!ElementTypes.supported(port.type())) {
            throw new BackendException(
                    BackendException.Kind.UNSUPPORTED,
                    "graph " + graph.name() + ": port " + port.name() + " is of type " + port.type()
                            + ", which ONNX Runtime's Java interface cannot carry",
                    null);
        }
    }

    private static void checkNames(Graph graph, String kind, List<Port> ports, Set<String> names)
            throws BackendException {
        for (Port port : ports) {
            if (!names.contains(port.name())) {
                throw new BackendException(
                        BackendException.Kind.CORRUPT,
                        "graph " + graph.name() + ": the file has no " + kind + " " + port.name(),
                        null);
            }
        }
    }

    private static void closeQuietly(OrtSession session, BackendException reason) {
        try {
            session.close();
        } catch (OrtException e) {
            reason.addSuppressed(e);
        }
    }

    private static long size(Graph graph) {
        try {
            return Files.size(graph.file());
        } catch (IOException e) {
            // It was read a moment ago; only the estimate suffers.
            return 0;
        }
    }

    @Override
    public void close() {
        // The environment lives as long as the process; see OnnxRuntimeProvider.
    }
}
