package dev.triptych.bench.baseline;

import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import dev.triptych.transport.Loops;
import io.grpc.Server;
import io.grpc.netty.NettyServerBuilder;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * A bare grpc-java server with pull batching: the yardstick of the tiny graph.
 *
 * <p>Well tuned, so that the comparison is honest: the server's own event loops, {@code directExecutor}, generated stubs,
 * one session shared by the lanes, direct buffers, pinned outputs. What it lacks is what a server is for: limits,
 * deadlines, cancellation, fairness, checks of shapes, metrics.
 */
public final class BaselineServer implements AutoCloseable {
    private final Loops loops;
    private final Server server;
    private final List<Thread> lanes = new ArrayList<>();

    /**
     * How it is laid out.
     *
     * @param graph an ONNX file with one float input {@code [n, width]} and one output of the same shape
     * @param width values in a row
     * @param lanes threads that run the graph
     * @param batch the most rows in a run
     */
    public record Layout(Path graph, int width, int lanes, int batch) {}

    /** Starts on a free port of the loopback address. */
    public BaselineServer(Layout layout) throws OrtException, IOException {
        OrtEnvironment environment = OrtEnvironment.getEnvironment();
        OrtSession session;
        try (OrtSession.SessionOptions options = new OrtSession.SessionOptions()) {
            options.setIntraOpNumThreads(1);
            options.setInterOpNumThreads(1);
            session = environment.createSession(layout.graph().toString(), options);
        }
        PullQueue<Waiting> queue = new PullQueue<>();
        for (int i = 0; i < layout.lanes(); i++) {
            BaselineLane lane = new BaselineLane(environment, session, queue, layout.width(), layout.batch());
            Thread thread = new Thread(lane, "lane-" + i);
            thread.setDaemon(true);
            thread.start();
            lanes.add(thread);
        }
        loops = Loops.open("grpc", 1);
        server = loops.carry(NettyServerBuilder.forAddress(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0)))
                .directExecutor()
                .maxInboundMessageSize(64 << 20)
                .addService(new BaselineService(
                        queue,
                        session.getInputNames().iterator().next(),
                        session.getOutputNames().iterator().next(),
                        layout.width(),
                        layout.batch()))
                .build()
                .start();
    }

    /** Where it listens. */
    public String address() {
        return "127.0.0.1:" + server.getPort();
    }

    /** Waits until somebody closes it. */
    public void await() throws InterruptedException {
        server.awaitTermination();
    }

    @Override
    public void close() {
        server.shutdownNow();
        lanes.forEach(Thread::interrupt);
        loops.close();
    }
}
