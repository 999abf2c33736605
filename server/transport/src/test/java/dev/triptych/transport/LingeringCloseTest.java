package dev.triptych.transport;

import static org.assertj.core.api.Assertions.assertThat;

import dev.triptych.scheduling.Bursts;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.ReflectiveChannelFactory;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

@Timeout(60)
class LingeringCloseTest {
    private static final int BYTES = 150_000;

    @RegisterExtension
    final EdgeExtension edge = new EdgeExtension();

    @Test
    void close_otherSideStillSends_allThatWasWrittenArrives() throws Exception {
        CompletableFuture<Void> closing = new CompletableFuture<>();
        try (Loops loops = Loops.open("test", 1)) {
            Channel listening = new ServerBootstrap()
                    .group(loops.group())
                    .channelFactory(() ->
                            Accepted.by(new ReflectiveChannelFactory<>(loops.channel()).newChannel(), new Bursts()))
                    .childOption(ChannelOption.SO_SNDBUF, BYTES)
                    .childHandler(new WritesAndCloses(closing))
                    .bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
                    .sync()
                    .channel();
            try (Socket client = new Socket()) {
                client.setReceiveBufferSize(4096);
                client.connect(listening.localAddress());
                closing.get(20, TimeUnit.SECONDS);
                client.getOutputStream().write(1);
                assertThat(client.getInputStream().readAllBytes()).hasSize(BYTES);
            }
            listening.close().sync();
        }
    }

    @Test
    void close_otherSideNeverCloses_endsWithThePatience() throws Exception {
        CompletableFuture<Void> closed = new CompletableFuture<>();
        try (Loops loops = Loops.open("test", 1)) {
            Channel listening = new ServerBootstrap()
                    .group(loops.group())
                    .channel(loops.channel())
                    .childHandler(new ChannelInitializer<>() {
                        @Override
                        protected void initChannel(Channel connection) {
                            connection.pipeline().addLast(new LingeringClose(Duration.ofMillis(20)));
                            connection.closeFuture().addListener(done -> closed.complete(null));
                            connection.pipeline().addLast(new WritesAndCloses(new CompletableFuture<>()));
                        }
                    })
                    .bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
                    .sync()
                    .channel();
            try (Socket client = new Socket()) {
                client.connect(listening.localAddress());
                assertThat(client.getInputStream().readAllBytes()).hasSize(BYTES);
                closed.get(20, TimeUnit.SECONDS);
                assertThat(client.isClosed()).isFalse();
            }
            listening.close().sync();
        }
    }

    @Test
    void edge_closesAConnection_stillReadsWhatComes() throws IOException {
        try (Socket client = new Socket(InetAddress.getLoopbackAddress(), edge.edge.port())) {
            OutputStream out = client.getOutputStream();
            out.write("this is no HTTP/2 at all\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
            assertThat(client.getInputStream().readAllBytes()).isNotEmpty();
            // The first would be answered by a reset, and the second would fail.
            for (int i = 0; i < 100; i++) {
                out.write(new byte[1024]);
            }
        }
    }

    /** Fills the kernel's buffer and closes as soon as the kernel has it all. */
    private static final class WritesAndCloses extends ChannelInboundHandlerAdapter {
        private final CompletableFuture<Void> closing;

        WritesAndCloses(CompletableFuture<Void> closing) {
            this.closing = closing;
        }

        @Override
        public boolean isSharable() {
            return true;
        }

        @Override
        public void channelActive(ChannelHandlerContext context) {
            context.writeAndFlush(Unpooled.wrappedBuffer(new byte[BYTES])).addListener(written -> {
                var unused = context.close();
                closing.complete(null);
            });
        }
    }
}
