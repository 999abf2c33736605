package dev.triptych.client;

/** The canonical code of a failure: what kind it is, and so who can do something about it. */
public enum ErrorCode {
    /** The request or item can never work as it is. */
    INVALID_ARGUMENT,
    /** No such model or version, or it is hidden from this caller. */
    NOT_FOUND,
    /** Something on the server must change first. */
    FAILED_PRECONDITION,
    /** The server cannot be reached or cannot now: queue full, draining, loading, device lost. Retried already. */
    UNAVAILABLE,
    /** Larger than a limit, or over a quota. */
    RESOURCE_EXHAUSTED,
    /** The deadline passed first. */
    DEADLINE_EXCEEDED,
    /** The call was cancelled. */
    CANCELLED,
    /** No credentials, or bad ones. */
    UNAUTHENTICATED,
    /** These credentials do not allow it. */
    PERMISSION_DENIED,
    /** The server or model does not offer this. */
    UNIMPLEMENTED,
    /** A defect of the server. */
    INTERNAL,
    /** Any other code. */
    UNKNOWN;

    /** The code of a status; codes that the server never sends are {@link #UNKNOWN}. */
    static ErrorCode of(io.grpc.Status.Code code) {
        return switch (code) {
            case INVALID_ARGUMENT, OUT_OF_RANGE -> INVALID_ARGUMENT;
            case NOT_FOUND -> NOT_FOUND;
            case FAILED_PRECONDITION -> FAILED_PRECONDITION;
            case UNAVAILABLE -> UNAVAILABLE;
            case RESOURCE_EXHAUSTED -> RESOURCE_EXHAUSTED;
            case DEADLINE_EXCEEDED -> DEADLINE_EXCEEDED;
            case CANCELLED -> CANCELLED;
            case UNAUTHENTICATED -> UNAUTHENTICATED;
            case PERMISSION_DENIED -> PERMISSION_DENIED;
            case UNIMPLEMENTED -> UNIMPLEMENTED;
            case INTERNAL -> INTERNAL;
            case OK, UNKNOWN, ALREADY_EXISTS, ABORTED, DATA_LOSS -> UNKNOWN;
        };
    }
}
