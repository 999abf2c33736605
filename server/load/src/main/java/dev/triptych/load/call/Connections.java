package dev.triptych.load.call;

import dev.triptych.client.AsyncTriptychClient;
import dev.triptych.client.TriptychClient;
import dev.triptych.client.TriptychClientBuilder;
import io.grpc.Channel;
import io.grpc.ClientInterceptors;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.stub.MetadataUtils;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * Connections to a server, used in turn; answers come on the thread that read them, which saves the load a change of
 * thread for each. Thread-safe.
 */
public final class Connections implements AutoCloseable {
    private final List<ManagedChannel> opened = new ArrayList<>();
    private final List<Channel> channels = new ArrayList<>();
    private final List<AsyncTriptychClient> clients = new ArrayList<>();
    private final Settings settings;

    /**
     * How a server is called.
     *
     * @param target {@code host:port}
     * @param connections how many, at least 1
     * @param retries whether calls are tried again as the SDK does it
     * @param tenant whose share calls use; empty for none
     * @param deadline of each call, retries included
     */
    public record Settings(String target, int connections, boolean retries, String tenant, Duration deadline) {
        public Settings {
            if (connections < 1) {
                throw new IllegalArgumentException("connections must be at least 1, got " + connections);
            }
        }

        /** One connection without retries; a minute for each call. */
        public static Settings plain(String target) {
            return new Settings(target, 1, false, "", Duration.ofMinutes(1));
        }

        /** The same with so many connections. */
        public Settings withConnections(int count) {
            return new Settings(target, count, retries, tenant, deadline);
        }

        /** The same with retries or without. */
        public Settings withRetries(boolean on) {
            return new Settings(target, connections, on, tenant, deadline);
        }

        /** The same for a tenant. */
        public Settings withTenant(String name) {
            return new Settings(target, connections, retries, name, deadline);
        }

        /** The same with another deadline. */
        public Settings withDeadline(Duration time) {
            return new Settings(target, connections, retries, tenant, time);
        }
    }

    /** Opens channels; they connect with their first call. */
    public Connections(Settings settings) {
        this.settings = settings;
        for (int i = 0; i < settings.connections(); i++) {
            TriptychClientBuilder builder = TriptychClient.builder()
                    .target(settings.target())
                    .executor(Runnable::run)
                    .defaultDeadline(settings.deadline());
            if (!settings.retries()) {
                builder.maxAttempts(1);
            }
            ManagedChannel channel = builder.openChannel();
            opened.add(channel);
            Channel named = named(channel);
            channels.add(named);
            clients.add(builder.channel(named).build().async());
        }
    }

    private Channel named(Channel channel) {
        if (settings.tenant().isEmpty()) {
            return channel;
        }
        Metadata headers = new Metadata();
        headers.put(Metadata.Key.of("x-triptych-tenant", Metadata.ASCII_STRING_MARSHALLER), settings.tenant());
        return ClientInterceptors.intercept(channel, MetadataUtils.newAttachHeadersInterceptor(headers));
    }

    /** How the server is called. */
    public Settings settings() {
        return settings;
    }

    /** The channel of a request. */
    public Channel channel(long number) {
        return channels.get((int) (number % channels.size()));
    }

    /** The SDK on that channel. */
    public AsyncTriptychClient client(long number) {
        return clients.get((int) (number % clients.size()));
    }

    @Override
    public void close() {
        opened.forEach(ManagedChannel::shutdownNow);
    }
}
