package dev.triptych.spi.error;

/** The canonical status code of an error, by who must act; the edge maps each to the gRPC code of the same name. */
public enum Code {
    /** The request can never work; the caller must change it. */
    INVALID_ARGUMENT,
    /** The named thing is unknown, or hidden from the caller. */
    NOT_FOUND,
    /** Some state must change first: a model failed to load, say. */
    FAILED_PRECONDITION,
    /** This replica cannot now; the same call may work elsewhere or later. */
    UNAVAILABLE,
    /** The caller's size or quota. */
    RESOURCE_EXHAUSTED,
    /** Too late. */
    DEADLINE_EXCEEDED,
    /** The caller is gone. */
    CANCELLED,
    /** No or bad credentials. */
    UNAUTHENTICATED,
    /** Not allowed. */
    PERMISSION_DENIED,
    /** Not offered. */
    UNIMPLEMENTED,
    /** A defect of the server or of a plugin. */
    INTERNAL
}
