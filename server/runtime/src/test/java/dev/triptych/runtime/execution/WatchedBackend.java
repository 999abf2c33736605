package dev.triptych.runtime.execution;

import dev.triptych.spi.backend.Backend;
import dev.triptych.spi.backend.BackendException;
import dev.triptych.spi.backend.CompileSpec;
import dev.triptych.spi.backend.Compiled;
import dev.triptych.spi.backend.Device;
import dev.triptych.spi.backend.Execution;
import dev.triptych.spi.backend.Progress;
import dev.triptych.spi.graph.Graph;
import dev.triptych.spi.graph.Port;
import dev.triptych.spi.tensor.Tensor;
import dev.triptych.spi.tensor.TensorAllocator;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;

/** A backend that notes what is opened and closed, and by which thread. */
final class WatchedBackend implements Backend {
    /** What was done, as {@code open execution}, and the thread that did it. */
    record Event(String what, Thread thread) {}

    private final Backend backend;
    private final ConcurrentLinkedQueue<Event> events = new ConcurrentLinkedQueue<>();

    WatchedBackend(Backend backend) {
        this.backend = backend;
    }

    /** The threads that did something, in order. */
    List<Thread> threads(String what) {
        return events.stream()
                .filter(event -> event.what().equals(what))
                .map(Event::thread)
                .toList();
    }

    private void note(String what) {
        events.add(new Event(what, Thread.currentThread()));
    }

    @Override
    public String name() {
        return backend.name();
    }

    @Override
    public List<Device> devices() {
        return backend.devices();
    }

    @Override
    public Compiled compile(Graph graph, Device device, CompileSpec spec, Progress progress) throws BackendException {
        return new WatchedGraph(backend.compile(graph, device, spec, progress));
    }

    @Override
    public void close() {
        backend.close();
    }

    private final class WatchedGraph implements Compiled {
        private final Compiled graph;

        WatchedGraph(Compiled graph) {
            this.graph = graph;
        }

        @Override
        public long residentBytes() {
            return graph.residentBytes();
        }

        @Override
        public long scratchBytes(int rows, int[] lengths) {
            return graph.scratchBytes(rows, lengths);
        }

        @Override
        public Execution open(TensorAllocator allocator) throws BackendException {
            note("open execution");
            return new WatchedExecution(graph.open(allocator));
        }

        @Override
        public void close() {
            note("close graph");
            graph.close();
        }
    }

    private final class WatchedExecution implements Execution {
        private final Execution execution;

        WatchedExecution(Execution execution) {
            this.execution = execution;
        }

        @Override
        public void begin(int rows, int[] lengths) {
            execution.begin(rows, lengths);
        }

        @Override
        public void put(Port port, int row, Tensor item) {
            execution.put(port, row, item);
        }

        @Override
        public void launch() throws BackendException {
            note("run execution");
            execution.launch();
        }

        @Override
        public boolean await(long nanos) throws BackendException {
            return execution.await(nanos);
        }

        @Override
        public Tensor take(Port port, int row, int rows, int[] lengths) {
            return execution.take(port, row, rows, lengths);
        }

        @Override
        public void close() {
            note("close execution");
            execution.close();
        }
    }
}
