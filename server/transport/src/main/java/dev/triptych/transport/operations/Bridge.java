package dev.triptych.transport.operations;

import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.local.LocalAddress;
import io.netty.channel.local.LocalChannel;
import io.netty.util.ReferenceCountUtil;
import java.util.ArrayDeque;
import java.util.Queue;
import org.jspecify.annotations.Nullable;

/**
 * Carries a connection's bytes to a server inside the process and back; closing one end closes the other. The fields belong
 * to the outer channel's event loop.
 *
 * <p>What arrives before the inner end is open waits; it is bounded, since the outer end is not read meanwhile.
 */
final class Bridge extends ChannelInboundHandlerAdapter {
    private final LocalAddress inner;
    private final EventLoopGroup innerLoop;
    private final Queue<Object> waiting = new ArrayDeque<>();
    private @Nullable Channel other;

    Bridge(LocalAddress inner, EventLoopGroup innerLoop) {
        this.inner = inner;
        this.innerLoop = innerLoop;
    }

    @Override
    public void handlerAdded(ChannelHandlerContext context) {
        Channel outer = context.channel();
        outer.config().setAutoRead(false);
        new Bootstrap()
                .group(innerLoop)
                .channel(LocalChannel.class)
                .handler(new Back(outer))
                .connect(inner)
                .addListener((ChannelFuture connected) -> outer.eventLoop().execute(() -> connected(outer, connected)));
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object bytes) {
        Channel open = other;
        if (open == null) {
            waiting.add(bytes);
        } else {
            forward(open, bytes, context.channel());
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        Channel open = other;
        if (open != null) {
            Channels.close(open);
        }
        release();
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable broken) {
        Channels.close(context);
    }

    private void connected(Channel outer, ChannelFuture connected) {
        if (!connected.isSuccess() || !outer.isActive()) {
            Channels.close(connected.channel());
            Channels.close(outer);
            release();
            return;
        }
        Channel open = connected.channel();
        other = open;
        for (Object bytes = waiting.poll(); bytes != null; bytes = waiting.poll()) {
            forward(open, bytes, outer);
        }
        outer.config().setAutoRead(true);
    }

    private static void forward(Channel to, Object bytes, Channel from) {
        to.writeAndFlush(bytes).addListener((ChannelFuture written) -> {
            if (!written.isSuccess()) {
                Channels.close(from);
            }
        });
    }

    private void release() {
        waiting.forEach(ReferenceCountUtil::release);
        waiting.clear();
    }

    /** The way back. */
    private static final class Back extends ChannelInboundHandlerAdapter {
        private final Channel outer;

        Back(Channel outer) {
            this.outer = outer;
        }

        @Override
        public void channelRead(ChannelHandlerContext context, Object bytes) {
            forward(outer, bytes, context.channel());
        }

        @Override
        public void channelInactive(ChannelHandlerContext context) {
            outer.writeAndFlush(io.netty.buffer.Unpooled.EMPTY_BUFFER).addListener(ChannelFutureListener.CLOSE);
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext context, Throwable broken) {
            Channels.close(context);
        }
    }
}
