package dev.triptych.scheduling;

/**
 * What all works of one request have in common.
 *
 * <p><b>Threading.</b> Called from any thread and while the dispatcher holds its lock: no method may block, take a lock
 * or throw. All values but {@link #live} stay the same for the life of the object.
 */
public interface RequestScope {
    /** Whom the device time is charged to. */
    Flow flow();

    /**
     * The place of the request among all requests, given when it was admitted; a later stage keeps it. Among equally
     * urgent works of one flow the lower tag goes first, so a request that has begun is not overtaken by a younger one.
     */
    long startTag();

    /**
     * The latest {@link Ticker} reading at which starting still makes sense; {@link Long#MAX_VALUE} for never too late.
     * After it the work is dropped as {@link DropReason#EXPIRED} and never dispatched.
     */
    long latestStartNanos();

    /**
     * The {@link Ticker} reading at which a result is too late; {@link Long#MAX_VALUE} for never, or when nobody knows. A
     * batch grows no further than it can end by the earliest of its works'.
     */
    default long deadlineNanos() {
        return Long.MAX_VALUE;
    }

    /** Whether someone still waits for the result; once false, false for ever. */
    boolean live();
}
