package dev.triptych.client;

import io.grpc.Channel;
import io.grpc.ManagedChannel;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * Builds a {@link TriptychClient}; not thread-safe.
 *
 * <p>Connections are plaintext; for TLS bring a channel along.
 */
public final class TriptychClientBuilder {
    private @Nullable Channel channel;
    private String target = "127.0.0.1:8001";
    private Duration deadline = Duration.ofSeconds(60);
    private int maxAttempts = 4;
    private int maxInboundBytes = 256 << 20;
    private @Nullable Executor executor;
    private final Map<String, String> headers = new LinkedHashMap<>();

    TriptychClientBuilder() {}

    /** Where the server is: {@code host:port} or any gRPC target; default {@code 127.0.0.1:8001}. */
    public TriptychClientBuilder target(String address) {
        target = address;
        return this;
    }

    /**
     * Uses a channel in place of making one; the client never closes it. Target, retries and message size are then the
     * channel's own.
     */
    public TriptychClientBuilder channel(Channel own) {
        channel = own;
        return this;
    }

    /** How long a unary call may take, retries included; above 0, default 60 seconds. Streams have no deadline. */
    public TriptychClientBuilder defaultDeadline(Duration time) {
        deadline = positive(time);
        return this;
    }

    /** How often a call that finds the server unavailable is tried in all, 1 to 5; 1: no retries, default 4. */
    public TriptychClientBuilder maxAttempts(int attempts) {
        // gRPC counts every number above 5 as 5.
        if (attempts < 1 || attempts > 5) {
            throw new IllegalArgumentException("maxAttempts must be 1 to 5, got " + attempts);
        }
        maxAttempts = attempts;
        return this;
    }

    /** The largest answer accepted, in bytes; default 256 MiB. */
    public TriptychClientBuilder maxInboundBytes(int bytes) {
        maxInboundBytes = bytes;
        return this;
    }

    /**
     * What runs the handling of answers, futures' dependents included; default: gRPC's own pool. One that runs tasks in
     * place saves a change of thread for each answer, and whatever it runs must then never block.
     */
    public TriptychClientBuilder executor(Executor own) {
        executor = own;
        return this;
    }

    /** A header of every call: a lower-case name, a value in printable ASCII. */
    public TriptychClientBuilder header(String name, String value) {
        headers.put(name, value);
        return this;
    }

    /** The tenant whose share calls use, where the operator trusts callers to say so. */
    public TriptychClientBuilder tenant(String name) {
        return header("x-triptych-tenant", name);
    }

    /**
     * Settings out of an environment: {@code TRIPTYCH_SERVER} ({@code host:port}), {@code TRIPTYCH_TENANT}, {@code
     * TRIPTYCH_DEADLINE_MS} and {@code TRIPTYCH_MAX_ATTEMPTS}. Unset or empty ones change nothing; what is called after
     * this goes before it.
     *
     * @throws IllegalArgumentException when a number is none or out of its range
     */
    public TriptychClientBuilder environment(Map<String, String> variables) {
        told(variables, "TRIPTYCH_SERVER").ifPresent(this::target);
        told(variables, "TRIPTYCH_TENANT").ifPresent(this::tenant);
        number(variables, "TRIPTYCH_DEADLINE_MS").ifPresent(millis -> defaultDeadline(Duration.ofMillis(millis)));
        number(variables, "TRIPTYCH_MAX_ATTEMPTS").ifPresent(this::maxAttempts);
        return this;
    }

    private static Optional<String> told(Map<String, String> variables, String name) {
        return Optional.ofNullable(variables.get(name)).filter(value -> !value.isEmpty());
    }

    private static Optional<Integer> number(Map<String, String> variables, String name) {
        return told(variables, name).map(value -> {
            if (!value.matches("[1-9][0-9]{0,8}")) {
                throw new IllegalArgumentException(name + " must be a whole number from 1, got '" + value + "'");
            }
            return Integer.valueOf(value);
        });
    }

    /** The client; nothing is sent before its first call. */
    public TriptychClient build() {
        if (channel != null) {
            return new TriptychClient(null, channel, headers, deadline);
        }
        ManagedChannel made = openChannel();
        return new TriptychClient(made, made, headers, deadline);
    }

    /**
     * The channel that {@link #build} would make, with its retries and sizes but without its headers: for calls by other
     * stubs, such as those of the Open Inference Protocol. Whoever opens it closes it.
     */
    public ManagedChannel openChannel() {
        return new ChannelSettings(target, maxAttempts, maxInboundBytes, Optional.ofNullable(executor)).open();
    }

    static Duration positive(Duration time) {
        if (time.isZero() || time.isNegative()) {
            throw new IllegalArgumentException("a deadline must be above 0, got " + time);
        }
        return time;
    }
}
