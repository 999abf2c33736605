package dev.triptych.runtime.serving;

import dev.triptych.scheduling.Priority;

/**
 * Who asks, and until when.
 *
 * @param id the request's id, for logs and errors
 * @param tenant whose fair share it uses
 * @param deadlineNanos when the answer is too late, on the server's ticker; {@link Long#MAX_VALUE} for the default
 * @param priority how much of its tenant's share it takes
 */
public record RequestInfo(String id, String tenant, long deadlineNanos, Priority priority) {
    /** A request of normal priority. */
    public RequestInfo(String id, String tenant, long deadlineNanos) {
        this(id, tenant, deadlineNanos, Priority.NORMAL);
    }

    /** The same with another end. */
    public RequestInfo until(long nanos) {
        return new RequestInfo(id, tenant, nanos, priority);
    }
}
