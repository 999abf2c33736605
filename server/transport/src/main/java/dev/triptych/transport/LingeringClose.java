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
    static final Duration PATIENCE = Duration.ofSeconds(2);

    private final Duration patience;
    private boolean closing;
    private boolean gone;

    /** Waits so long for the other side. */
    LingeringClose(Duration patience) {
        this.patience = patience;
    }

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
        Future<?> limit =
                context.executor().schedule(() -> closeNow(context), patience.toNanos(), TimeUnit.NANOSECONDS);
        socket.closeFuture().addListener(closed -> limit.cancel(false));
        socket.config().setAutoRead(true);
        // Behind all that is still to be written.
        context.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(written -> {
            if (written.isSuccess()) {
                socket.shutdownOutput().addListener(told -> linger(told.isSuccess(), context));
            } else {
                closeNow(context);
            }
        });
    }

    private void linger(boolean told, ChannelHandlerContext context) {
        if (told && context.channel().isActive() && !gone) {
            // For everybody else the connection is gone: its calls must not work on for nobody.
            gone = true;
            context.fireChannelInactive();
        } else if (!told) {
            closeNow(context);
        }
    }

    private static void closeNow(ChannelHandlerContext context) {
        var unused = context.close();
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        if (!gone) {
            gone = true;
            context.fireChannelInactive();
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
