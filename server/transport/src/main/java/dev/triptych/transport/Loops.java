package dev.triptych.transport;

import dev.triptych.scheduling.Bursts;
import io.grpc.netty.NettyServerBuilder;
import io.netty.channel.ChannelFactory;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.ReflectiveChannelFactory;
import io.netty.channel.ServerChannel;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.util.concurrent.TimeUnit;

/**
 * Event loops, and the kind of channel that runs on them: epoll where the machine has it, else the JDK's selectors.
 *
 * @param group the threads; daemon threads, so that they never hold up an exit
 * @param channel the listening channel's class
 */
public record Loops(EventLoopGroup group, Class<? extends ServerChannel> channel) implements AutoCloseable {
    private static final long QUIET_MILLIS = 0;
    private static final long CLOSE_MILLIS = 2000;

    /** Threads of the given name. */
    public static Loops open(String name, int threads) {
        DefaultThreadFactory factory = new DefaultThreadFactory(name, true);
        return Epoll.isAvailable()
                ? new Loops(
                        new MultiThreadIoEventLoopGroup(threads, factory, EpollIoHandler.newFactory()),
                        EpollServerSocketChannel.class)
                : new Loops(
                        new MultiThreadIoEventLoopGroup(threads, factory, NioIoHandler.newFactory()),
                        NioServerSocketChannel.class);
    }

    /** Lets a gRPC server accept and serve on these threads. */
    public NettyServerBuilder carry(NettyServerBuilder builder) {
        return builder.bossEventLoopGroup(group).workerEventLoopGroup(group).channelType(channel);
    }

    /** The same for callers of models: a connection's last answers arrive, and what a loop reads in one turn is one burst. */
    public NettyServerBuilder carry(NettyServerBuilder builder, Bursts bursts) {
        ChannelFactory<ServerChannel> listening = new ReflectiveChannelFactory<>(channel);
        return builder.bossEventLoopGroup(group)
                .workerEventLoopGroup(group)
                .channelFactory(() -> Accepted.by(listening.newChannel(), bursts));
    }

    /** Stops the threads, after what they have at hand. */
    @Override
    public void close() {
        var unused = group.shutdownGracefully(QUIET_MILLIS, CLOSE_MILLIS, TimeUnit.MILLISECONDS);
    }
}
