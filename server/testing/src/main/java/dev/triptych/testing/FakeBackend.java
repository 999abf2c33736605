package dev.triptych.testing;

import dev.triptych.spi.backend.Backend;
import dev.triptych.spi.backend.BackendException;
import dev.triptych.spi.backend.CompileSpec;
import dev.triptych.spi.backend.Compiled;
import dev.triptych.spi.backend.Device;
import dev.triptych.spi.backend.Progress;
import dev.triptych.spi.graph.Graph;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A backend in plain Java: each graph is a {@link GraphFunction}, found by the graph's name; files are not read.
 *
 * <p>It stacks, pads and cuts as a real one must, and fails as its {@link FakeScript} says.
 */
public final class FakeBackend implements Backend {
    private final List<Device> devices;
    private final Map<String, GraphFunction> functions = new ConcurrentHashMap<>();
    private final FakeScript script = new FakeScript();
    private final AtomicInteger compiled = new AtomicInteger();

    /** One device with one lane. */
    public FakeBackend() {
        this(1);
    }

    /** One device with some lanes. */
    public FakeBackend(int lanes) {
        this.devices = List.of(new Device("fake", 0, "a fake device", lanes, 0));
    }

    /** Teaches it a graph. */
    public FakeBackend with(String graph, GraphFunction function) {
        functions.put(graph, function);
        return this;
    }

    /** What it does beside computing. */
    public FakeScript script() {
        return script;
    }

    /** How many compiled graphs are not closed. */
    public int openGraphs() {
        return compiled.get();
    }

    @Override
    public String name() {
        return "fake";
    }

    @Override
    public List<Device> devices() {
        return devices;
    }

    @Override
    public Compiled compile(Graph graph, Device device, CompileSpec spec, Progress progress) throws BackendException {
        GraphFunction function = functions.get(graph.name());
        if (function == null) {
            throw new BackendException(
                    BackendException.Kind.UNSUPPORTED, "the fake backend knows no graph " + graph.name(), null);
        }
        progress.report("compiling", 1);
        compiled.incrementAndGet();
        return new FakeCompiled(graph, function, script, compiled::decrementAndGet);
    }

    @Override
    public void close() {
        if (compiled.get() != 0) {
            throw new IllegalStateException(compiled.get() + " compiled graphs are still open");
        }
    }
}
