package dev.triptych.runtime.serving;

import dev.triptych.scheduling.Priority;

/**
 * Who asks, and until when.
 *
 * @param id the request's id, for logs and errors
 * @param tenant whose fair share it uses
 * @param deadlineNanos when the answer is too late, on the server's ticker; {@link Long#MAX_VALUE} for the default
 * @param priority how much of the tenant's share it takes
 * @param timeline takes where its time goes
 */
public record RequestInfo(String id, String tenant, long deadlineNanos, Priority priority, Timeline timeline) {
    /** A request of normal priority that nobody looks into. */
    public RequestInfo(String id, String tenant, long deadlineNanos) {
        this(id, tenant, deadlineNanos, Priority.NORMAL, Timeline.NONE);
    }

    /** A request that nobody looks into. */
    public RequestInfo(String id, String tenant, long deadlineNanos, Priority priority) {
        this(id, tenant, deadlineNanos, priority, Timeline.NONE);
    }

    /** The same until another time. */
    public RequestInfo until(long nanos) {
        return new RequestInfo(id, tenant, nanos, priority, timeline);
    }
}
