package dev.triptych.transport.call;

/**
 * How a call ended; never what was sent.
 *
 * @param method the full name, such as {@code triptych.v1.EmbedService/Embed}
 * @param code the gRPC status code's name, such as {@code OK}
 * @param nanos from its arrival to its status
 * @param info whose call it was
 * @param description what the status said; empty when it said nothing
 */
public record CallEnd(String method, String code, long nanos, CallInfo info, String description) {
    /** Whether the call got its answer. */
    public boolean ok() {
        return code.equals("OK");
    }
}
