package dev.triptych.transport;

import static dev.triptych.transport.Tensor.floats;
import static dev.triptych.transport.Tensor.input;
import static dev.triptych.transport.Tensor.to;
import static org.assertj.core.api.Assertions.assertThat;

import dev.triptych.transport.EdgeOptions.Patience;
import dev.triptych.transport.FakeInference.Held;
import dev.triptych.v1.EmbedRequest;
import dev.triptych.v1.EmbedServiceGrpc;
import io.grpc.ManagedChannel;
import io.grpc.netty.NettyChannelBuilder;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Clients that fall silent, under an edge that is short of patience. */
@Timeout(60)
class SilenceTest {
    private static final EmbedRequest REQUEST = EmbedRequest.newBuilder()
            .setModel("clip")
            .addItems(EmbedEndpointTest.text("", "abc"))
            .build();
    private static final String EMBED = "/triptych.v1.EmbedService/Embed";

    @RegisterExtension
    final EdgeExtension edge = new EdgeExtension(options ->
            options.withPatience(new Patience(Duration.ofMillis(400), Duration.ofMillis(400), Duration.ofMillis(200))));

    @Test
    void row40_halfAMessageThenSilence_isCancelledAndNeighboursGoOn() throws Exception {
        byte[] half = RawHttp2.message(to("free")
                .addInputs(input("in_x", "FP32", 1, 2))
                .addRawInputContents(floats(1, 2))
                .build());
        try (RawHttp2 client = new RawHttp2(edge.edge.port())) {
            var slow = client.begin(
                    RawHttp2.headers("/inference.GRPCInferenceService/ModelInfer"),
                    Arrays.copyOf(half, half.length / 2));
            assertThat(slow.get(20, TimeUnit.SECONDS)).isEqualTo("200/1");
            assertThat(client.send(RawHttp2.headers(EMBED), RawHttp2.message(REQUEST)))
                    .isEqualTo("200/0");
        }
        assertThat(edge.inference.opened).hasSize(1);
        assertThat(edge.metered.take().code()).isEqualTo("CANCELLED");
    }

    @Test
    void row40_wholeMessageNeverHalfClosed_isCancelled() throws Exception {
        try (RawHttp2 client = new RawHttp2(edge.edge.port())) {
            var open = client.begin(RawHttp2.headers(EMBED), RawHttp2.message(REQUEST));
            assertThat(open.get(20, TimeUnit.SECONDS)).isEqualTo("200/1");
        }
        assertThat(edge.inference.opened).isEmpty();
    }

    @Test
    void row43_halfOpenConnection_isClosedAndItsCallsAreCancelled() throws Exception {
        edge.inference.hold = true;
        try (RawHttp2 client = new RawHttp2(edge.edge.port(), false)) {
            var call = client.begin(RawHttp2.headers(EMBED), RawHttp2.message(REQUEST), true);
            Held held = held();
            held.request().cancelled.get(20, TimeUnit.SECONDS);
            assertThat(call.get(20, TimeUnit.SECONDS)).isIn("reset", "closed");
            edge.inference.release(held);
        }
    }

    @Test
    void pings_whileTheServerWritesNothing_costNoCall() throws Exception {
        edge.inference.hold = true;
        try (RawHttp2 client = new RawHttp2(edge.edge.port())) {
            var call = client.begin(RawHttp2.headers(EMBED), RawHttp2.message(REQUEST), true);
            Held held = held();
            client.ping(20);
            edge.inference.release(held);
            assertThat(call.get(20, TimeUnit.SECONDS)).isEqualTo("200/0");
        }
    }

    @Test
    void row43_clientKilled_itsCallsAreCancelled() throws Exception {
        edge.inference.hold = true;
        String java = ProcessHandle.current().info().command().orElseThrow();
        Process client = new ProcessBuilder(
                        java,
                        "-cp",
                        System.getProperty("java.class.path"),
                        Client.class.getName(),
                        Integer.toString(edge.edge.port()))
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        try {
            Held held = held();
            Process unused = client.destroyForcibly();
            held.request().cancelled.get(20, TimeUnit.SECONDS);
            edge.inference.release(held);
        } finally {
            client.destroyForcibly().waitFor();
        }
    }

    private Held held() throws InterruptedException {
        Held call = edge.inference.held.poll(30, TimeUnit.SECONDS);
        assertThat(call).as("the call must reach the core").isNotNull();
        return call;
    }

    /** A client in a process of its own, which waits for an answer until it is killed. */
    static final class Client {
        private Client() {}

        public static void main(String[] port) {
            ManagedChannel channel = NettyChannelBuilder.forAddress("127.0.0.1", Integer.parseInt(port[0]))
                    .usePlaintext()
                    .build();
            System.out.println(EmbedServiceGrpc.newBlockingStub(channel).embed(REQUEST));
        }
    }
}
