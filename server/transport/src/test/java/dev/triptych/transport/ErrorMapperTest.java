package dev.triptych.transport;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Any;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.rpc.QuotaFailure;
import dev.triptych.spi.error.Reason;
import dev.triptych.spi.error.TaskException;
import dev.triptych.transport.status.ErrorMapper;
import io.grpc.Status;
import java.time.Duration;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ErrorMapperTest {
    private final ErrorMapper mapper = new ErrorMapper();

    @ParameterizedTest
    @EnumSource(Reason.class)
    void map_everyReason_keepsItsCodeAndName(Reason reason) {
        Refusal.of(mapper.map(TaskException.of(reason, "what happened"), "r1")).is(reason, "what happened");
    }

    @Test
    void map_retryAfter_isInDetailsAndTrailer() {
        Refusal refusal = Refusal.of(mapper.map(
                new CompletionException(
                        TaskException.of(Reason.QUEUE_FULL, "full").retryAfter(Duration.ofMillis(1500))),
                "r1"));

        assertThat(refusal.trailers().get(ErrorMapper.PUSHBACK)).isEqualTo("1500");
        assertThat(refusal.retry().orElseThrow().getRetryDelay())
                .isEqualTo(com.google.protobuf.Duration.newBuilder()
                        .setSeconds(1)
                        .setNanos(500_000_000)
                        .build());
    }

    @Test
    void row46_quota_isResourceExhaustedWithAQuotaFailure() throws InvalidProtocolBufferException {
        Refusal refusal = Refusal.of(mapper.map(
                        TaskException.of(Reason.QUOTA_EXCEEDED, "Tenant 'a' would have 3 of 2 requests")
                                .with("tenant", "a")
                                .with("limit", "2"),
                        "r1"))
                .is(Reason.QUOTA_EXCEEDED, "3 of 2");

        assertThat(refusal.status().getCode()).isEqualTo(Status.Code.RESOURCE_EXHAUSTED.value());
        Any detail = refusal.status().getDetailsList().stream()
                .filter(any -> any.is(QuotaFailure.class))
                .findFirst()
                .orElseThrow();
        QuotaFailure.Violation violation = detail.unpack(QuotaFailure.class).getViolations(0);
        assertThat(violation.getSubject()).isEqualTo("tenant:a");
        assertThat(violation.getDescription()).contains("3 of 2");
    }

    @Test
    void row46_queueFull_isUnavailableWithPushback() {
        Refusal refusal = Refusal.of(
                mapper.map(TaskException.of(Reason.QUEUE_FULL, "full").retryAfter(Duration.ofMillis(40)), "r1"));

        assertThat(refusal.status().getCode()).isEqualTo(Status.Code.UNAVAILABLE.value());
        assertThat(refusal.trailers().get(ErrorMapper.PUSHBACK)).isEqualTo("40");
        assertThat(refusal.status().getDetailsList()).noneMatch(any -> any.is(QuotaFailure.class));
    }

    @Test
    void map_anythingElse_isADefectWithoutItsText() {
        Refusal refusal = Refusal.of(mapper.map(new AssertionError("/etc/secret 0x7f00"), "r1"))
                .is(Reason.SERVER_DEFECT, "r1");

        assertThat(refusal.status().toString()).doesNotContain("secret");
        assertThat(refusal.trailers().get(ErrorMapper.PUSHBACK)).isNull();
    }

    @Test
    void map_longMessage_isCut() {
        assertThat(mapper.map(TaskException.of(Reason.FIELD_INVALID, "x".repeat(2000)), "r1")
                        .getStatus()
                        .getDescription())
                .hasSize(512)
                .endsWith("…");
    }

    @Test
    void item_failure_hasTheSameDetails() {
        com.google.rpc.Status item = mapper.item(
                TaskException.of(Reason.IMAGE_TOO_LARGE, "too large").at("items[2].content.image"), "r1");

        Refusal.of(item).is(Reason.IMAGE_TOO_LARGE).at("items[2].content.image");
        assertThat(item.getCode()).isEqualTo(Status.Code.INVALID_ARGUMENT.value());
    }
}
