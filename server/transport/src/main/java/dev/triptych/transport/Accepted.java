package dev.triptych.transport;

import dev.triptych.scheduling.Bursts;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;

/** Gives each accepted connection what stands before gRPC in its pipeline. */
final class Accepted extends ChannelInboundHandlerAdapter {
    private final Bursts bursts;

    private Accepted(Bursts bursts) {
        this.bursts = bursts;
    }

    /** The listening channel, so that its connections are handled. */
    static <C extends Channel> C by(C listening, Bursts bursts) {
        listening.pipeline().addFirst(new Accepted(bursts));
        return listening;
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object accepted) {
        ((Channel) accepted).pipeline().addFirst(new LingeringClose(LingeringClose.PATIENCE), new ReadBurst(bursts));
        context.fireChannelRead(accepted);
    }
}
