package dev.triptych.transport;

import com.google.protobuf.MessageLite;
import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.handler.codec.http2.DefaultHttp2DataFrame;
import io.netty.handler.codec.http2.DefaultHttp2Headers;
import io.netty.handler.codec.http2.DefaultHttp2HeadersFrame;
import io.netty.handler.codec.http2.DefaultHttp2PingFrame;
import io.netty.handler.codec.http2.Http2FrameCodecBuilder;
import io.netty.handler.codec.http2.Http2Headers;
import io.netty.handler.codec.http2.Http2HeadersFrame;
import io.netty.handler.codec.http2.Http2MultiplexHandler;
import io.netty.handler.codec.http2.Http2ResetFrame;
import io.netty.handler.codec.http2.Http2StreamChannel;
import io.netty.handler.codec.http2.Http2StreamChannelBootstrap;
import io.netty.handler.codec.http2.Http2StreamFrame;
import java.nio.ByteBuffer;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** An HTTP/2 client that sends what no gRPC client would. */
final class RawHttp2 implements AutoCloseable {
    private final MultiThreadIoEventLoopGroup loop = new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
    private final Channel connection;

    RawHttp2(int port) throws Exception {
        this(port, true);
    }

    /** One that, when it answers no pings, is like a machine that has gone without a word. */
    RawHttp2(int port, boolean answersPings) throws Exception {
        connection = new Bootstrap()
                .group(loop)
                .channel(NioSocketChannel.class)
                .handler(new ChannelInitializer<Channel>() {
                    @Override
                    protected void initChannel(Channel channel) {
                        channel.pipeline()
                                .addLast(
                                        Http2FrameCodecBuilder.forClient()
                                                .encoderIgnoreMaxHeaderListSize(true)
                                                .autoAckPingFrame(answersPings)
                                                .build(),
                                        new Http2MultiplexHandler(new ChannelInboundHandlerAdapter()));
                    }
                })
                .connect("127.0.0.1", port)
                .sync()
                .channel();
    }

    /** Headers of a good unary call. */
    static Http2Headers headers(String path) {
        return new DefaultHttp2Headers(false)
                .method("POST")
                .path(path)
                .scheme("http")
                .authority("x")
                .add("content-type", "application/grpc")
                .add("te", "trailers");
    }

    /** A message as gRPC frames it. */
    static byte[] message(MessageLite message) {
        byte[] bytes = message.toByteArray();
        return ByteBuffer.allocate(5 + bytes.length)
                .put((byte) 0)
                .putInt(bytes.length)
                .put(bytes)
                .array();
    }

    /** Sends one request; what ends it: {@code :status}/{@code grpc-status}, or {@code reset}. */
    String send(Http2Headers headers, byte[] body) throws Exception {
        return begin(headers, body, true).get(10, TimeUnit.SECONDS);
    }

    /** Begins a request and goes on owing its end; what will end it. */
    CompletableFuture<String> begin(Http2Headers headers, byte[] body) throws Exception {
        return begin(headers, body, false);
    }

    /** Begins a request, owing its end or not; what will end it. */
    CompletableFuture<String> begin(Http2Headers headers, byte[] body, boolean last) throws Exception {
        CompletableFuture<String> end = new CompletableFuture<>();
        Http2StreamChannel stream = new Http2StreamChannelBootstrap(connection)
                .handler(new Answer(end))
                .open()
                .sync()
                .getNow();
        var headersWritten = stream.write(new DefaultHttp2HeadersFrame(headers, false));
        var bodyWritten = stream.writeAndFlush(new DefaultHttp2DataFrame(Unpooled.wrappedBuffer(body), last));
        headersWritten.awaitUninterruptibly();
        bodyWritten.awaitUninterruptibly();
        return end;
    }

    /** Asks for so many signs of life at once. */
    void ping(int times) {
        for (int i = 0; i < times; i++) {
            connection.writeAndFlush(new DefaultHttp2PingFrame(i)).awaitUninterruptibly();
        }
    }

    /** Whether the connection is still open. */
    boolean alive() {
        return connection.isActive();
    }

    @Override
    public void close() {
        connection.close().awaitUninterruptibly();
        loop.shutdownGracefully(0, 1, TimeUnit.SECONDS).awaitUninterruptibly();
    }

    private static final class Answer extends SimpleChannelInboundHandler<Http2StreamFrame> {
        private final CompletableFuture<String> end;
        private String status = "";

        Answer(CompletableFuture<String> end) {
            this.end = end;
        }

        @Override
        protected void channelRead0(ChannelHandlerContext context, Http2StreamFrame frame) {
            if (frame instanceof Http2ResetFrame) {
                end.complete("reset");
            } else if (frame instanceof Http2HeadersFrame headers) {
                if (headers.headers().status() != null) {
                    status = headers.headers().status().toString();
                }
                CharSequence grpc = headers.headers().get("grpc-status");
                if (grpc != null || headers.isEndStream()) {
                    end.complete(status + "/" + grpc);
                }
            }
        }

        @Override
        public void channelInactive(ChannelHandlerContext context) {
            end.complete("closed");
        }
    }
}
