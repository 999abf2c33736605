package dev.triptych.transport;

import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import io.netty.channel.socket.DuplexChannel;
import io.netty.util.ReferenceCountUtil;
import io.netty.util.concurrent.Future;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/**
 * Closes a connection so that its last bytes arrive: says that nothing more will be sent, then reads and drops what still
 * comes until the other side closes too, for a bounded time.
 *
 * <p>A socket that is closed at once answers whatever comes afterwards, such as the window update for the answer that was
 * just read, with a reset, and a reset throws away what the kernel had not sent yet: an answer that was counted as given
 * would be lost. Used on the connection's event loop alone.
 */
final class LingeringClose extends ChannelDuplexHandler {
    /** How long the other side may take to read the rest and to close. */
    static final Duration PATIENCE = Duration.ofSeconds(5);

    private boolean closing;

    @Override
    public void close(ChannelHandlerContext context, ChannelPromise promise) {
        if (!(context.channel() instanceof DuplexChannel socket) || !socket.isActive()) {
            var unused = context.close(promise);
            return;
        }
        socket.closeFuture().addListener(closed -> promise.trySuccess());
        if (closing) {
            return;
        }
        closing = true;
        Future<?> limit = context.executor()
                .schedule(() -> closeUnless(false, context), PATIENCE.toNanos(), TimeUnit.NANOSECONDS);
        socket.closeFuture().addListener(closed -> limit.cancel(false));
        socket.config().setAutoRead(true);
        // Behind all that is still to be written.
        context.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(written -> {
            if (written.isSuccess()) {
                socket.shutdownOutput().addListener(told -> closeUnless(told.isSuccess(), context));
            } else {
                closeUnless(false, context);
            }
        });
    }

    private static void closeUnless(boolean lingering, ChannelHandlerContext context) {
        if (!lingering) {
            var unused = context.close();
        }
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        if (closing) {
            ReferenceCountUtil.release(message);
        } else {
            context.fireChannelRead(message);
        }
    }
}
