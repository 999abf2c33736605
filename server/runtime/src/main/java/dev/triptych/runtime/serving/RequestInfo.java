package dev.triptych.runtime.serving;

/**
 * Who asks, and until when.
 *
 * @param id the request's id, for logs and errors
 * @param tenant whose fair share it uses
 * @param deadlineNanos when the answer is too late, on the server's ticker; {@link Long#MAX_VALUE} for the default
 */
public record RequestInfo(String id, String tenant, long deadlineNanos) {}
