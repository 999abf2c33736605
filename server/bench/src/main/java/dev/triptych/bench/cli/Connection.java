package dev.triptych.bench.cli;

import dev.triptych.client.AsyncTriptychClient;
import dev.triptych.client.TriptychClient;
import io.grpc.Grpc;
import io.grpc.InsecureChannelCredentials;
import io.grpc.ManagedChannel;

/** One connection to a server, used by all calls of a run; answers come on the thread that read them. */
final class Connection implements AutoCloseable {
    private final ManagedChannel channel;

    Connection(String target) {
        channel = Grpc.newChannelBuilder(target, InsecureChannelCredentials.create())
                .directExecutor()
                .disableRetry()
                .build();
    }

    ManagedChannel channel() {
        return channel;
    }

    AsyncTriptychClient client() {
        return TriptychClient.builder().channel(channel).build().async();
    }

    @Override
    public void close() {
        channel.shutdownNow();
    }
}
