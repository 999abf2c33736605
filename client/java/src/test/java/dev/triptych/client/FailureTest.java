package dev.triptych.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.google.protobuf.Any;
import com.google.protobuf.ByteString;
import io.grpc.Metadata;
import io.grpc.Status;
import io.grpc.protobuf.StatusProto;
import java.io.IOException;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FailureTest {
    private FakeServer server;
    private TriptychClient client;

    @BeforeEach
    void start() throws IOException {
        server = new FakeServer();
        client = TriptychClient.builder().target(server.target()).maxAttempts(1).build();
    }

    @AfterEach
    void stop() {
        client.close();
        server.close();
    }

    @ParameterizedTest
    @CsvSource({
        "INVALID_ARGUMENT, InvalidRequestException, INVALID_ARGUMENT",
        "OUT_OF_RANGE, InvalidRequestException, INVALID_ARGUMENT",
        "NOT_FOUND, NotFoundException, NOT_FOUND",
        "FAILED_PRECONDITION, FailedPreconditionException, FAILED_PRECONDITION",
        "UNAVAILABLE, UnavailableException, UNAVAILABLE",
        "RESOURCE_EXHAUSTED, ResourceExhaustedException, RESOURCE_EXHAUSTED",
        "DEADLINE_EXCEEDED, DeadlineExceededException, DEADLINE_EXCEEDED",
        "CANCELLED, CancelledException, CANCELLED",
        "UNAUTHENTICATED, UnauthenticatedException, UNAUTHENTICATED",
        "PERMISSION_DENIED, PermissionDeniedException, PERMISSION_DENIED",
        "UNIMPLEMENTED, UnsupportedByServerException, UNIMPLEMENTED",
        "INTERNAL, ServerErrorException, INTERNAL",
        "DATA_LOSS, ServerErrorException, UNKNOWN",
        "ABORTED, ServerErrorException, UNKNOWN",
    })
    void call_refusedWithCode_throwsItsException(Status.Code code, String type, ErrorCode expected) {
        server.embed = request -> {
            throw Answers.error(code);
        };

        TriptychException thrown =
                catchThrowableOfType(TriptychException.class, () -> client.embed("fake", Input.text("a")));

        assertThat(thrown.getClass().getSimpleName()).isEqualTo(type);
        assertThat(thrown.code()).isEqualTo(expected);
        assertThat(thrown.reason()).isEqualTo("SOME_REASON");
        assertThat(thrown.requestId()).isEqualTo("r-1");
        assertThat(thrown.metadata()).containsOnlyKeys("limit").containsEntry("limit", "3");
        assertThat(thrown.violations()).containsExactly(new FieldViolation("items[0]", "too long"));
        assertThat(thrown.retryAfter()).contains(Duration.ofMillis(1500));
        assertThat(thrown).hasMessage("what, where, limit [SOME_REASON, request r-1]");
    }

    @Test
    void call_refusedWithoutDetails_codeAndTrailerId() {
        Metadata trailers = new Metadata();
        trailers.put(Failures.REQUEST_ID, "r-9");
        server.embed = request -> {
            throw Status.NOT_FOUND.withDescription("gone").asRuntimeException(trailers);
        };
        assertThatThrownBy(() -> client.embed("fake", Input.text("a")))
                .isInstanceOf(NotFoundException.class)
                .hasMessage("gone [NOT_FOUND, request r-9]");
    }

    @Test
    void call_refusedWithDamagedDetail_keepsCodeAndMessage() {
        com.google.rpc.Status damaged = com.google.rpc.Status.newBuilder()
                .setCode(Status.Code.NOT_FOUND.value())
                .setMessage("gone")
                .addDetails(Any.newBuilder()
                        .setTypeUrl("type.googleapis.com/google.rpc.ErrorInfo")
                        .setValue(ByteString.copyFromUtf8("\377not a message")))
                .build();
        server.embed = request -> {
            throw StatusProto.toStatusRuntimeException(damaged);
        };
        assertThatThrownBy(() -> client.embed("fake", Input.text("a")))
                .isInstanceOf(NotFoundException.class)
                .hasMessage("gone [NOT_FOUND]");
    }

    @Test
    void call_noServer_saysWhy() {
        server.close();
        assertThatThrownBy(() -> client.embed("fake", Input.text("a")))
                .isInstanceOf(UnavailableException.class)
                .hasMessageContaining("Connection refused");
    }

    @Test
    void call_silentServer_deadlineExceeded() {
        server.embedByHand = (request, answers) -> {};
        assertThatThrownBy(() -> client.withDeadline(Duration.ofMillis(30)).embed("fake", Input.text("a")))
                .isInstanceOf(DeadlineExceededException.class);
    }

    @Test
    void call_onInterruptedThread_cancelledAndFlagKept() {
        server.embedByHand = (request, answers) -> {};
        Thread.currentThread().interrupt();
        try {
            assertThatThrownBy(() -> client.embed("fake", Input.text("a"))).isInstanceOf(CancelledException.class);
        } finally {
            assertThat(Thread.interrupted()).isTrue();
        }
    }
}
