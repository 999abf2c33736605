package dev.triptych.transport.call;

import dev.triptych.runtime.serving.RequestInfo;
import dev.triptych.scheduling.Priority;
import io.grpc.Context;

/**
 * What is known of a call before its first message.
 *
 * @param requestId the caller's {@code x-request-id} where it is sane, else our own; echoed
 * @param traceparent the caller's W3C {@code traceparent}; empty when there is none or it is malformed
 * @param tenant whose fair share the call uses
 * @param startNanos when it arrived, on the server's ticker
 * @param deadlineNanos when its answer is too late, on the server's ticker; {@link Long#MAX_VALUE} for none
 * @param priority how much of its tenant's share it takes
 * @param wantsStatus whether a failed request of an inference stream ends the stream with a status
 */
public record CallInfo(
        String requestId,
        String traceparent,
        String tenant,
        long startNanos,
        long deadlineNanos,
        Priority priority,
        boolean wantsStatus) {
    /** A call of normal priority, whose streams answer failed requests. */
    public CallInfo(String requestId, String traceparent, String tenant, long startNanos, long deadlineNanos) {
        this(requestId, traceparent, tenant, startNanos, deadlineNanos, Priority.NORMAL, false);
    }

    static final Context.Key<CallInfo> KEY = Context.key("triptych-call");

    /**
     * The call that this thread works for; read it on the event loop and keep it.
     *
     * @throws IllegalStateException outside a call
     */
    public static CallInfo current() {
        CallInfo info = KEY.get();
        if (info == null) {
            throw new IllegalStateException("no call on this thread");
        }
        return info;
    }

    /** As the server's core takes it. */
    public RequestInfo request() {
        return new RequestInfo(requestId, tenant, deadlineNanos, priority);
    }

    /** The same, ending after the given time unless it ends earlier. */
    public CallInfo endingWithin(long nanos) {
        long end = nanos >= Long.MAX_VALUE - startNanos ? Long.MAX_VALUE : startNanos + nanos;
        return new CallInfo(
                requestId, traceparent, tenant, startNanos, Math.min(deadlineNanos, end), priority, wantsStatus);
    }

    /** One request of a stream: as the call, but arrived now. */
    public CallInfo startingAt(long nanos) {
        return new CallInfo(requestId, traceparent, tenant, nanos, deadlineNanos, priority, wantsStatus);
    }

    /** The same with another priority. */
    public CallInfo with(Priority other) {
        return other == priority
                ? this
                : new CallInfo(requestId, traceparent, tenant, startNanos, deadlineNanos, other, wantsStatus);
    }
}
