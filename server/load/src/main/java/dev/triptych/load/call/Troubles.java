package dev.triptych.load.call;

import com.google.protobuf.Any;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.rpc.ErrorInfo;
import com.google.rpc.RetryInfo;
import dev.triptych.client.ErrorCode;
import dev.triptych.client.Failure;
import dev.triptych.client.TriptychException;
import dev.triptych.load.Trouble;
import dev.triptych.load.Trouble.Kind;
import io.grpc.Status;
import io.grpc.StatusException;
import io.grpc.StatusRuntimeException;
import io.grpc.protobuf.StatusProto;
import java.util.Optional;
import java.util.concurrent.CompletionException;

/** What failures of calls and items mean to a load. */
final class Troubles {
    private Troubles() {}

    /** The trouble of a call; empty when the caller itself is defective. */
    static Optional<Trouble> of(Throwable error) {
        if (error instanceof CompletionException wrapped && wrapped.getCause() != null) {
            return of(wrapped.getCause());
        }
        if (error instanceof TriptychException known) {
            return Optional.of(of(known.failure()));
        }
        if (error instanceof StatusRuntimeException || error instanceof StatusException) {
            return Optional.of(ofStatus(error));
        }
        return Optional.empty();
    }

    /** The trouble of an item. */
    static Trouble of(Failure failure) {
        return of(failure.code().name(), failure.reason(), failure.retryAfter().isPresent());
    }

    private static Trouble ofStatus(Throwable error) {
        String reason = "";
        boolean again = false;
        com.google.rpc.Status status = StatusProto.fromThrowable(error);
        if (status != null) {
            try {
                for (Any detail : status.getDetailsList()) {
                    again |= detail.is(RetryInfo.class);
                    reason = detail.is(ErrorInfo.class)
                            ? detail.unpack(ErrorInfo.class).getReason()
                            : reason;
                }
            } catch (InvalidProtocolBufferException e) {
                reason = "";
            }
        }
        return of(Status.fromThrowable(error).getCode().name(), reason, again);
    }

    private static Trouble of(String code, String reason, boolean again) {
        String word = reason.isEmpty() ? code : reason;
        if (code.equals(ErrorCode.DEADLINE_EXCEEDED.name())) {
            return new Trouble(Kind.LATE, word);
        }
        boolean unavailable = code.equals(ErrorCode.UNAVAILABLE.name());
        if (unavailable && reason.isEmpty()) {
            return Trouble.UNREACHABLE;
        }
        // A size that can never fit is RESOURCE_EXHAUSTED too; only a quota says when to come again.
        boolean refused = unavailable || (code.equals(ErrorCode.RESOURCE_EXHAUSTED.name()) && again);
        return new Trouble(refused ? Kind.REFUSED : Kind.FAILED, word);
    }
}
