package dev.triptych.transport;

/**
 * How the gRPC edge listens.
 *
 * @param host the address to bind, such as {@code 127.0.0.1}
 * @param port the port; 0 picks a free one
 * @param eventLoops threads that read and write; 1 for every 4 cores is enough, since nothing blocks on them
 * @param limits what requests may measure
 * @param callsPerConnection calls under way on one connection; more wait in the client
 * @param trustTenantHeader whether {@code x-triptych-tenant} says whose share a call uses
 * @param reflection whether the server describes its services to anybody
 */
public record EdgeOptions(
        String host,
        int port,
        int eventLoops,
        EdgeLimits limits,
        int callsPerConnection,
        boolean trustTenantHeader,
        boolean reflection) {
    private static final int CALLS_PER_CONNECTION = 256;

    public EdgeOptions {
        if (port < 0 || port > 65535 || eventLoops < 1 || callsPerConnection < 1) {
            throw new IllegalArgumentException("port 0 to 65535, at least one event loop and one call a connection");
        }
    }

    /** The defaults on a machine of the given cores. */
    public static EdgeOptions on(String host, int port, int cores) {
        return new EdgeOptions(
                host, port, Math.max(1, cores / 4), EdgeLimits.DEFAULT, CALLS_PER_CONNECTION, false, true);
    }

    public EdgeOptions withLimits(EdgeLimits other) {
        return new EdgeOptions(host, port, eventLoops, other, callsPerConnection, trustTenantHeader, reflection);
    }

    public EdgeOptions trustingTenantHeader(boolean trust) {
        return new EdgeOptions(host, port, eventLoops, limits, callsPerConnection, trust, reflection);
    }

    public EdgeOptions withReflection(boolean offered) {
        return new EdgeOptions(host, port, eventLoops, limits, callsPerConnection, trustTenantHeader, offered);
    }
}
