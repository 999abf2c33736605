package dev.triptych.transport;

import java.time.Duration;

/**
 * How the gRPC edge listens.
 *
 * @param host the address to bind, such as {@code 127.0.0.1}
 * @param port the port; 0 picks a free one
 * @param eventLoops threads that read and write; 1 for every 4 cores is enough, since nothing blocks on them
 * @param limits what requests may measure
 * @param inboundBytes what messages that are not answered may hold together, of all calls; at least that of one message
 * @param callsPerConnection calls under way on one connection; more wait in the client
 * @param trustTenantHeader whether {@code x-triptych-tenant} says whose share a call uses
 * @param reflection whether the server describes its services to anybody
 * @param patience how long silence is borne
 */
public record EdgeOptions(
        String host,
        int port,
        int eventLoops,
        EdgeLimits limits,
        long inboundBytes,
        int callsPerConnection,
        boolean trustTenantHeader,
        boolean reflection,
        Patience patience) {
    private static final int CALLS_PER_CONNECTION = 256;
    private static final long INBOUND_BYTES = 256L << 20;

    /**
     * How long silence is borne.
     *
     * @param message how long a message that has begun may make no progress
     * @param connection after how long without a sign of life a connection is asked for one
     * @param answer how long such an answer may take; then the connection is closed and its calls are cancelled
     */
    public record Patience(Duration message, Duration connection, Duration answer) {
        /** 30 seconds for a message, 60 for a connection and 20 for its answer. */
        public static final Patience DEFAULT =
                new Patience(Duration.ofSeconds(30), Duration.ofSeconds(60), Duration.ofSeconds(20));
    }

    public EdgeOptions {
        if (port < 0 || port > 65535 || eventLoops < 1 || callsPerConnection < 1 || inboundBytes < 1) {
            throw new IllegalArgumentException("port 0 to 65535, at least one event loop and one call a connection");
        }
    }

    /** The defaults on a machine of the given cores. */
    public static EdgeOptions on(String host, int port, int cores) {
        return new EdgeOptions(
                host,
                port,
                Math.max(1, cores / 4),
                EdgeLimits.DEFAULT,
                INBOUND_BYTES,
                CALLS_PER_CONNECTION,
                false,
                true,
                Patience.DEFAULT);
    }

    public EdgeOptions withLimits(EdgeLimits other) {
        return new EdgeOptions(
                host,
                port,
                eventLoops,
                other,
                inboundBytes,
                callsPerConnection,
                trustTenantHeader,
                reflection,
                patience);
    }

    /** The same with another bound of what messages hold. */
    public EdgeOptions withInboundBytes(long bytes) {
        return new EdgeOptions(
                host, port, eventLoops, limits, bytes, callsPerConnection, trustTenantHeader, reflection, patience);
    }

    public EdgeOptions trustingTenantHeader(boolean trust) {
        return new EdgeOptions(
                host, port, eventLoops, limits, inboundBytes, callsPerConnection, trust, reflection, patience);
    }

    public EdgeOptions withReflection(boolean offered) {
        return new EdgeOptions(
                host, port, eventLoops, limits, inboundBytes, callsPerConnection, trustTenantHeader, offered, patience);
    }

    public EdgeOptions withPatience(Patience other) {
        return new EdgeOptions(
                host, port, eventLoops, limits, inboundBytes, callsPerConnection, trustTenantHeader, reflection, other);
    }
}
