package dev.triptych.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.google.protobuf.Any;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import com.google.rpc.BadRequest;
import com.google.rpc.ErrorInfo;
import com.google.rpc.RetryInfo;
import dev.triptych.spi.error.Reason;
import io.grpc.Metadata;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.protobuf.StatusProto;
import java.util.Optional;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;

/** What a refused caller sees. */
public record Refusal(com.google.rpc.Status status, Metadata trailers) {
    /** The refusal of a call. */
    public static Refusal of(ThrowingCallable call) {
        return of(catchThrowableOfType(StatusRuntimeException.class, call));
    }

    public static Refusal of(StatusRuntimeException refused) {
        assertThat(refused).as("the call must fail").isNotNull();
        com.google.rpc.Status status = StatusProto.fromThrowable(refused);
        assertThat(status).isNotNull();
        Metadata trailers = refused.getTrailers();
        return new Refusal(status, trailers == null ? new Metadata() : trailers);
    }

    /** The refusal of one item. */
    public static Refusal of(com.google.rpc.Status item) {
        return new Refusal(item, new Metadata());
    }

    /** Checks the reason, its code, parts of the message, and that the message is fit to be shown. */
    public Refusal is(Reason reason, String... parts) {
        for (String part : parts) {
            assertThat(status.getMessage()).contains(part);
        }
        assertThat(detail(ErrorInfo.class).map(ErrorInfo::getReason))
                .as(status.getMessage())
                .contains(reason.name());
        assertThat(Status.fromCodeValue(status.getCode()).getCode().name())
                .isEqualTo(reason.code().name());
        assertThat(detail(ErrorInfo.class).orElseThrow().getDomain()).isEqualTo("triptych.dev");
        assertThat(detail(ErrorInfo.class).orElseThrow().getMetadataMap()).containsKey("request_id");
        assertThat(status.getMessage()).hasSizeLessThanOrEqualTo(512).doesNotContain("Exception", "\tat ", "0x");
        return this;
    }

    /** Checks the path of the field at fault. */
    public Refusal at(String field) {
        assertThat(detail(BadRequest.class).orElseThrow().getFieldViolations(0).getField())
                .isEqualTo(field);
        return this;
    }

    public Optional<RetryInfo> retry() {
        return detail(RetryInfo.class);
    }

    private <T extends Message> Optional<T> detail(Class<T> type) {
        for (Any any : status.getDetailsList()) {
            if (any.is(type)) {
                try {
                    return Optional.of(any.unpack(type));
                } catch (InvalidProtocolBufferException e) {
                    throw new AssertionError(e);
                }
            }
        }
        return Optional.empty();
    }
}
