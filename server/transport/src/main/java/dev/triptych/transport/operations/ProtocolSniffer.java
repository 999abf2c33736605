package dev.triptych.transport.operations;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPipeline;
import io.netty.handler.codec.ByteToMessageDecoder;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.handler.timeout.IdleStateHandler;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.Supplier;

/**
 * Reads a connection's first bytes: HTTP/2's preface goes to the gRPC server behind, all else to the HTTP/1.1 pages.
 *
 * <p>No HTTP/1.1 method begins as the preface does beyond its third byte, so the decision falls at the first difference.
 */
final class ProtocolSniffer extends ByteToMessageDecoder {
    private static final byte[] PREFACE = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".getBytes(StandardCharsets.US_ASCII);
    private static final int IDLE_SECONDS = 60;
    private static final int BODY_LIMIT = 8 << 10;

    private final Supplier<ChannelHandler> grpc;
    private final Supplier<ChannelHandler> pages;

    ProtocolSniffer(Supplier<ChannelHandler> grpc, Supplier<ChannelHandler> pages) {
        this.grpc = grpc;
        this.pages = pages;
    }

    @Override
    protected void decode(ChannelHandlerContext context, ByteBuf in, List<Object> out) {
        int start = in.readerIndex();
        int known = Math.min(in.readableBytes(), PREFACE.length);
        for (int i = 0; i < known; i++) {
            if (in.getByte(start + i) != PREFACE[i]) {
                become(context, false);
                return;
            }
        }
        if (known == PREFACE.length) {
            become(context, true);
        }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable broken) {
        Channels.close(context);
    }

    /** Replaces this handler; what was read so far goes to its successors. */
    private void become(ChannelHandlerContext context, boolean http2) {
        ChannelPipeline pipeline = context.pipeline();
        if (http2) {
            pipeline.addLast(grpc.get());
        } else {
            pipeline.addLast(
                    new IdleStateHandler(0, 0, IDLE_SECONDS),
                    new HttpServerCodec(),
                    new HttpObjectAggregator(BODY_LIMIT),
                    pages.get());
        }
        pipeline.remove(this);
    }
}
