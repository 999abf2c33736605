package dev.triptych.transport;

import dev.triptych.scheduling.Bursts;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import java.util.concurrent.RejectedExecutionException;

/** Makes one burst of all that an event loop reads in one turn, from whichever connections. */
final class ReadBurst extends ChannelInboundHandlerAdapter {
    private final Bursts bursts;

    ReadBurst(Bursts bursts) {
        this.bursts = bursts;
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        if (bursts.begin()) {
            endAfterThisTurn(context);
        }
        context.fireChannelRead(message);
    }

    // Tasks run when everything that was ready has been read.
    private void endAfterThisTurn(ChannelHandlerContext context) {
        try {
            context.executor().execute(bursts::end);
        } catch (RejectedExecutionException stopping) {
            bursts.end();
        }
    }
}
