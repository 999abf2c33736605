package dev.triptych.backend.onnxruntime;

import ai.onnxruntime.OrtEnvironment;
import dev.triptych.spi.backend.BackendException;
import dev.triptych.spi.backend.BatchLayout;
import dev.triptych.spi.backend.Compiled;
import dev.triptych.spi.backend.Execution;
import dev.triptych.spi.graph.Graph;
import dev.triptych.spi.graph.Port;
import dev.triptych.spi.tensor.Shapes;
import dev.triptych.spi.tensor.TensorAllocator;
import java.util.List;

/**
 * A graph in a session. {@link #close} waits until every execution is closed.
 *
 * <p>ONNX Runtime does not tell what a session or a run takes, so both figures are estimates on the safe side for the
 * graphs we know: weights twice, as read and as packed for the matrix kernels; a run's inputs and outputs, and eight times
 * the larger for what lies between.
 */
final class CompiledGraph implements Compiled {
    private static final int BETWEEN = 8;

    private final OrtEnvironment environment;
    private final SessionLease session;
    private final Graph graph;
    private final long fileBytes;

    CompiledGraph(OrtEnvironment environment, SessionLease session, Graph graph, long fileBytes) {
        this.environment = environment;
        this.session = session;
        this.graph = graph;
        this.fileBytes = fileBytes;
    }

    @Override
    public long residentBytes() {
        return 2 * fileBytes;
    }

    @Override
    public long scratchBytes(int rows, int[] lengths) {
        long inputs = bytes(graph.inputs(), rows, lengths);
        long outputs = bytes(graph.outputs(), rows, lengths);
        return inputs + outputs + BETWEEN * Math.max(inputs, outputs);
    }

    private static long bytes(List<Port> ports, int rows, int[] lengths) {
        long bytes = 0;
        for (Port port : ports) {
            if (port.type().fixedWidth()) {
                bytes += BatchLayout.known(port, rows, lengths)
                        .map(shape -> Shapes.bytes(port.type(), shape))
                        .orElse(0L);
            }
        }
        return bytes;
    }

    @Override
    public Execution open(TensorAllocator allocator) throws BackendException {
        return new GraphExecution(environment, session, graph, allocator);
    }

    @Override
    public void close() {
        session.close();
    }
}
