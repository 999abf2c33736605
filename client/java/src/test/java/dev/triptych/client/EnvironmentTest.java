package dev.triptych.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.grpc.Metadata;
import java.io.IOException;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EnvironmentTest {
    private static final Metadata.Key<String> TENANT =
            Metadata.Key.of("x-triptych-tenant", Metadata.ASCII_STRING_MARSHALLER);

    private FakeServer server;

    @BeforeEach
    void start() throws IOException {
        server = new FakeServer();
    }

    @AfterEach
    void stop() {
        server.close();
    }

    private static TriptychClient client(Map<String, String> variables) {
        return TriptychClient.builder().environment(variables).build();
    }

    @Test
    void environment_allNames_areUsed() {
        server.embed = request -> {
            throw Answers.unavailable(1);
        };
        Map<String, String> variables = Map.of(
                "TRIPTYCH_SERVER", server.target(),
                "TRIPTYCH_TENANT", "green",
                "TRIPTYCH_DEADLINE_MS", "59000",
                "TRIPTYCH_MAX_ATTEMPTS", "2");
        try (TriptychClient client = client(variables)) {
            assertThatThrownBy(() -> client.embed("fake", Input.text("a"))).isInstanceOf(UnavailableException.class);
        }
        assertThat(server.attempts()).isEqualTo(2);
        assertThat(server.headers.get(0).get(TENANT)).isEqualTo("green");
    }

    @Test
    void environment_deadlineShort_holds() {
        server.embedByHand = (request, answers) -> {};
        try (TriptychClient client = client(Map.of("TRIPTYCH_SERVER", server.target(), "TRIPTYCH_DEADLINE_MS", "50"))) {
            assertThatThrownBy(() -> client.embed("fake", Input.text("a")))
                    .isInstanceOf(DeadlineExceededException.class);
        }
    }

    @Test
    void environment_empty_changesNothing() {
        server.embed = Answers::embed;
        TriptychClientBuilder builder = TriptychClient.builder().target(server.target());
        try (TriptychClient client = builder.environment(Map.of("TRIPTYCH_SERVER", "", "TRIPTYCH_TENANT", ""))
                .build()) {
            assertThat(client.embed("fake", Input.text("a"))).hasSize(1);
        }
        assertThat(server.headers.get(0).containsKey(TENANT)).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"soon", "0", "-1", "1.5", "99999999999"})
    void environment_numberWrong_named(String value) {
        assertThatThrownBy(() -> client(Map.of("TRIPTYCH_DEADLINE_MS", value)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("TRIPTYCH_DEADLINE_MS")
                .hasMessageContaining(value);
    }

    @Test
    void environment_attemptsOutOfRange_refused() {
        assertThatThrownBy(() -> client(Map.of("TRIPTYCH_MAX_ATTEMPTS", "6")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("1 to 5");
    }
}
