package dev.triptych.client;

import io.grpc.Grpc;
import io.grpc.InsecureChannelCredentials;
import io.grpc.ManagedChannel;
import io.grpc.ManagedChannelBuilder;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executor;

/**
 * How a channel of our own is made; whichever gRPC transport is on the class path carries it.
 *
 * @param target {@code host:port}, or any gRPC target
 * @param maxAttempts how often a call is tried in all; 1: no retries
 * @param maxInboundBytes the largest answer accepted
 * @param executor what runs the handling of answers; empty: gRPC's own pool
 */
record ChannelSettings(String target, int maxAttempts, int maxInboundBytes, Optional<Executor> executor) {
    // A call can be tried again only while its request is kept. A message as large as servers accept must fit, and a
    // few of them at once, else large calls lose their retries without a word.
    private static final long RETRY_BYTES_PER_CALL = 64L << 20;
    private static final long RETRY_BYTES = 4 * RETRY_BYTES_PER_CALL;

    ManagedChannel open() {
        ManagedChannelBuilder<?> builder = Grpc.newChannelBuilder(target, InsecureChannelCredentials.create())
                .maxInboundMessageSize(maxInboundBytes)
                .disableServiceConfigLookUp();
        executor.ifPresent(builder::executor);
        if (maxAttempts > 1) {
            builder.enableRetry()
                    .perRpcBufferLimit(RETRY_BYTES_PER_CALL)
                    .retryBufferSize(RETRY_BYTES)
                    .defaultServiceConfig(retries(maxAttempts));
        } else {
            builder.disableRetry();
        }
        return builder.build();
    }

    // UNAVAILABLE alone: the server says with it that it did not take the work on. A server's push-back goes before the
    // backoff, and throttling ends retries when more than a small share of calls fails, so that they never feed an
    // overload.
    private static Map<String, ?> retries(int maxAttempts) {
        Map<String, ?> policy = Map.of(
                "maxAttempts",
                (double) maxAttempts,
                "initialBackoff",
                "0.1s",
                "maxBackoff",
                "2s",
                "backoffMultiplier",
                2.0,
                "retryableStatusCodes",
                List.of("UNAVAILABLE"));
        return Map.of(
                "methodConfig", List.of(Map.of("name", List.of(Map.of()), "retryPolicy", policy)),
                "retryThrottling", Map.of("maxTokens", 10.0, "tokenRatio", 0.1));
    }
}
