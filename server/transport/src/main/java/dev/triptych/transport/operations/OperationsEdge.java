package dev.triptych.transport.operations;

import dev.triptych.runtime.serving.Catalog;
import dev.triptych.transport.Loops;
import dev.triptych.transport.health.CatalogHealth;
import io.grpc.Server;
import io.grpc.netty.NettyServerBuilder;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.local.LocalAddress;
import io.netty.channel.local.LocalIoHandler;
import io.netty.channel.local.LocalServerChannel;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The plaintext port for operators: {@code /metrics}, {@code /livez} and {@code /readyz} over HTTP/1.1, and gRPC health
 * over HTTP/2 with prior knowledge, told apart by the first bytes.
 *
 * <p>It has threads of its own, so that probes answer however busy the callers' port is: one for the sockets, one for the
 * gRPC server behind them, which listens inside the process only.
 */
public final class OperationsEdge implements AutoCloseable {
    private static final int METADATA_LIMIT = 8 << 10;
    private static final int CALLS = 16;
    private static final int RESETS = 50;
    private static final int RESET_SECONDS = 30;

    /**
     * What the port shows.
     *
     * @param metrics all metrics as Prometheus text; called on the port's thread
     * @param live whether the process is worth keeping
     * @param catalog what is served, for readiness and health
     */
    public record Sources(Supplier<String> metrics, BooleanSupplier live, Catalog catalog) {}

    private final InetSocketAddress address;
    private final Sources sources;
    private final Loops loops;
    private final CatalogHealth health;
    private final LocalAddress inner;
    private final EventLoopGroup local;
    private final Server grpc;
    private volatile boolean draining;
    private @Nullable Channel listening;

    /** Builds the port; nothing listens before {@link #start}. Port 0 picks a free one. */
    public OperationsEdge(String host, int port, Sources sources) {
        this.address = new InetSocketAddress(host, port);
        this.sources = sources;
        this.loops = Loops.open("operations", 1);
        this.health = new CatalogHealth(sources.catalog());
        this.inner = new LocalAddress(OperationsEdge.class);
        this.local = new MultiThreadIoEventLoopGroup(
                1, new DefaultThreadFactory("operations-grpc", true), LocalIoHandler.newFactory());
        this.grpc = NettyServerBuilder.forAddress(inner)
                .channelType(LocalServerChannel.class)
                .bossEventLoopGroup(local)
                .workerEventLoopGroup(local)
                // gRPC asks it of every channel; channels inside the process have none and would warn at each probe.
                .withChildOption(ChannelOption.SO_KEEPALIVE, null)
                .directExecutor()
                .maxInboundMessageSize(METADATA_LIMIT)
                .maxInboundMetadataSize(METADATA_LIMIT)
                .maxConcurrentCallsPerConnection(CALLS)
                .maxRstFramesPerWindow(RESETS, RESET_SECONDS)
                .permitKeepAliveTime(10, TimeUnit.SECONDS)
                .permitKeepAliveWithoutCalls(true)
                .addService(health.service())
                .build();
    }

    /** Listens. */
    public void start() throws IOException {
        grpc.start();
        var bind = new ServerBootstrap()
                .group(loops.group())
                .channel(loops.channel())
                .childHandler(new ChannelInitializer<Channel>() {
                    @Override
                    protected void initChannel(Channel channel) {
                        channel.pipeline()
                                .addLast(new ProtocolSniffer(
                                        () -> new Bridge(inner, local), () -> new OperationsHandler(answers())));
                    }
                })
                .bind(address)
                .awaitUninterruptibly();
        if (!bind.isSuccess()) {
            throw new IOException("cannot listen on " + address, bind.cause());
        }
        listening = bind.channel();
    }

    /** The port that is listened on. */
    public int port() {
        Channel channel = listening;
        if (channel == null) {
            throw new IllegalStateException("not started");
        }
        return ((InetSocketAddress) channel.localAddress()).getPort();
    }

    /** Says not ready from now on; probes and metrics are still answered. */
    public void announceDrain() {
        draining = true;
        health.drain();
    }

    @Override
    public void close() {
        Channel channel = listening;
        if (channel != null) {
            channel.close().awaitUninterruptibly();
        }
        grpc.shutdownNow();
        loops.close();
        var unused = local.shutdownGracefully(0, 2, TimeUnit.SECONDS);
    }

    private Answers answers() {
        return new Answers(
                sources.metrics(),
                sources.live(),
                () -> !draining && sources.catalog().ready());
    }
}
