package dev.triptych.transport.call;

/** Hears of each call that ended. Thread-safe, quick, never throws. */
@FunctionalInterface
public interface CallMeter {
    /** Hears nothing. */
    CallMeter NONE = (method, code, nanos) -> {};

    /**
     * One call ended.
     *
     * @param method the full name, such as {@code triptych.v1.EmbedService/Embed}
     * @param code the gRPC status code's name, such as {@code OK}
     * @param nanos from its arrival to its status
     */
    void call(String method, String code, long nanos);
}
