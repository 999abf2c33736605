package dev.triptych.transport;

import static org.assertj.core.api.Assertions.assertThat;

import dev.triptych.transport.FakeInference.Held;
import dev.triptych.v1.EmbedRequest;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Clients that send more than the server may hold. */
@Timeout(60)
class InboundBytesTest {
    private static final String EMBED = "/triptych.v1.EmbedService/Embed";
    private static final int LARGE = 40_000;

    @RegisterExtension
    final EdgeExtension edge = new EdgeExtension(options -> options.withInboundBytes(100_000));

    private static EmbedRequest request(int bytes) {
        return EmbedRequest.newBuilder()
                .setModel("clip")
                .addItems(EmbedEndpointTest.image(bytes))
                .build();
    }

    @Test
    void halfMessagesBeyondTheBound_endTheLastAndLeaveRoomAgain() throws Exception {
        byte[] message = RawHttp2.message(request(2 * LARGE));
        byte[] half = Arrays.copyOf(message, message.length / 2);
        try (RawHttp2 client = new RawHttp2(edge.edge.port())) {
            var first = client.begin(RawHttp2.headers(EMBED), half);
            var second = client.begin(RawHttp2.headers(EMBED), half);
            var third = client.begin(RawHttp2.headers(EMBED), half);
            // 14 is UNAVAILABLE: another time, or another replica.
            assertThat(third.get(20, TimeUnit.SECONDS)).isEqualTo("200/14");
            assertThat(first).isNotDone();
            assertThat(second).isNotDone();
            assertThat(client.send(RawHttp2.headers(EMBED), RawHttp2.message(request(10))))
                    .isEqualTo("200/0");
        }
        awaitNothingHeld();
    }

    @Test
    void wholeMessageBeyondTheBound_isNotWorkedOn() throws Exception {
        try (RawHttp2 client = new RawHttp2(edge.edge.port())) {
            assertThat(client.send(RawHttp2.headers(EMBED), RawHttp2.message(request(4 * LARGE))))
                    .isEqualTo("200/14");
        }
        awaitNothingHeld();
        assertThat(edge.inference.opened).isEmpty();
    }

    @Test
    void message_isHeldUntilItsCallIsAnswered() throws Exception {
        edge.inference.hold = true;
        try (RawHttp2 client = new RawHttp2(edge.edge.port())) {
            var call = client.begin(RawHttp2.headers(EMBED), RawHttp2.message(request(LARGE)), true);
            Held held = edge.inference.held.poll(20, TimeUnit.SECONDS);
            assertThat(edge.edge.inbound().held()).isBetween((long) LARGE, 2L * LARGE);
            edge.inference.release(held);
            assertThat(call.get(20, TimeUnit.SECONDS)).isEqualTo("200/0");
        }
        awaitNothingHeld();
    }

    /** The stream closes behind its answer; the class's timeout bounds the wait. */
    private void awaitNothingHeld() {
        while (edge.edge.inbound().held() != 0) {
            Thread.onSpinWait();
        }
    }
}
