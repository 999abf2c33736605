package dev.triptych.runtime.serving;

/**
 * Who asks, and until when.
 *
 * @param id the request's id, for logs and errors
 * @param tenant whose fair share it uses
 * @param deadlineNanos when the answer is too late, on the server's ticker; {@link Long#MAX_VALUE} for the default
 * @param timeline takes where its time goes
 */
public record RequestInfo(String id, String tenant, long deadlineNanos, Timeline timeline) {
    /** A request that nobody looks into. */
    public RequestInfo(String id, String tenant, long deadlineNanos) {
        this(id, tenant, deadlineNanos, Timeline.NONE);
    }

    /** The same until another time. */
    public RequestInfo until(long nanos) {
        return new RequestInfo(id, tenant, nanos, timeline);
    }
}
