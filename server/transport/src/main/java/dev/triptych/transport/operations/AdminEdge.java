package dev.triptych.transport.operations;

import dev.triptych.runtime.serving.Catalog;
import dev.triptych.transport.Loops;
import dev.triptych.transport.health.CatalogHealth;
import io.grpc.Server;
import io.grpc.netty.NettyServerBuilder;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.concurrent.TimeUnit;

/** The administration port: gRPC on the loopback address alone. It has health; loading and unloading come later. */
public final class AdminEdge implements AutoCloseable {
    private static final int MESSAGE_LIMIT = 1 << 20;
    private static final int CALLS = 16;

    private final Loops loops;
    private final CatalogHealth health;
    private final Server server;

    /** Builds the port; nothing listens before {@link #start}. Port 0 picks a free one. */
    public AdminEdge(int port, Catalog catalog) {
        this.loops = Loops.open("admin", 1);
        this.health = new CatalogHealth(catalog);
        this.server = loops.carry(
                        NettyServerBuilder.forAddress(new InetSocketAddress(InetAddress.getLoopbackAddress(), port)))
                .directExecutor()
                .maxInboundMessageSize(MESSAGE_LIMIT)
                .maxConcurrentCallsPerConnection(CALLS)
                .permitKeepAliveTime(30, TimeUnit.SECONDS)
                .addService(health.service())
                .build();
    }

    /** Listens. */
    public void start() throws IOException {
        server.start();
    }

    /** The port that is listened on. */
    public int port() {
        return server.getPort();
    }

    /** Says not serving from now on. */
    public void announceDrain() {
        health.drain();
    }

    @Override
    public void close() {
        server.shutdownNow();
        loops.close();
    }
}
