package dev.triptych.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.grpc.Status;
import java.io.IOException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class RetryTest {
    private FakeServer server;
    private TriptychClient client;

    @BeforeEach
    void start() throws IOException {
        server = new FakeServer();
        client = server.client();
    }

    @AfterEach
    void stop() {
        client.close();
        server.close();
    }

    private void refuseFirst(int times, int pushbackMillis) {
        AtomicInteger left = new AtomicInteger(times);
        server.embed = request -> {
            if (left.getAndDecrement() > 0) {
                throw Answers.unavailable(pushbackMillis);
            }
            return Answers.embed(request);
        };
    }

    @Test
    void call_unavailableTwice_answeredByThirdAttempt() {
        refuseFirst(2, 1);
        assertThat(client.embed("fake", Input.text("a")).get(0).ok()).isTrue();
        assertThat(server.attempts()).isEqualTo(3);
    }

    @Test
    void asyncCall_unavailableOnce_answeredBySecondAttempt() {
        refuseFirst(1, 1);
        assertThat(client.async().embed("fake", Input.text("a")).join()).hasSize(1);
        assertThat(server.attempts()).isEqualTo(2);
    }

    @Test
    void call_of20MiB_isTriedAgainToo() {
        refuseFirst(1, 1);
        assertThat(client.embed("fake", Input.image(new byte[20 << 20])).get(0).ok())
                .isTrue();
        assertThat(server.attempts()).isEqualTo(2);
    }

    @Test
    void call_pushbackSaysNever_isNotTriedAgain() {
        refuseFirst(1, -1);
        assertThatThrownBy(() -> client.embed("fake", Input.text("a"))).isInstanceOf(UnavailableException.class);
        assertThat(server.attempts()).isEqualTo(1);
    }

    @Test
    void call_alwaysUnavailable_endsAfterFourAttempts() {
        refuseFirst(Integer.MAX_VALUE, 1);
        assertThatThrownBy(() -> client.embed("fake", Input.text("a"))).isInstanceOf(UnavailableException.class);
        assertThat(server.attempts()).isEqualTo(4);
    }

    @Test
    void call_retriesOff_onceOnly() {
        refuseFirst(1, 1);
        try (TriptychClient once =
                TriptychClient.builder().target(server.target()).maxAttempts(1).build()) {
            assertThatThrownBy(() -> once.embed("fake", Input.text("a"))).isInstanceOf(UnavailableException.class);
        }
        assertThat(server.attempts()).isEqualTo(1);
    }

    @Test
    void call_invalidArgument_isNotTriedAgain() {
        server.embed = request -> {
            throw Answers.error(Status.Code.INVALID_ARGUMENT);
        };
        assertThatThrownBy(() -> client.embed("fake", Input.text("a"))).isInstanceOf(InvalidRequestException.class);
        assertThat(server.attempts()).isEqualTo(1);
    }

    @Test
    void calls_allUnavailable_areThrottled() {
        refuseFirst(Integer.MAX_VALUE, 1);
        int calls = 20;
        for (int i = 0; i < calls; i++) {
            assertThatThrownBy(() -> client.embed("fake", Input.text("a"))).isInstanceOf(UnavailableException.class);
        }
        // Ten tokens, retries only above five: unthrottled there would be eighty attempts.
        assertThat(server.attempts()).isBetween(calls + 1, calls + 5);
    }
}
