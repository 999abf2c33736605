package dev.triptych.transport;

import dev.triptych.runtime.serving.Catalog;
import dev.triptych.runtime.serving.Inference;
import dev.triptych.scheduling.Bursts;
import dev.triptych.scheduling.Ticker;
import dev.triptych.transport.EdgeOptions.Patience;
import dev.triptych.transport.call.CallObserver;
import dev.triptych.transport.call.InboundBytes;
import dev.triptych.transport.call.Interceptors;
import dev.triptych.transport.call.ReadCounts;
import dev.triptych.transport.call.RequestIds;
import dev.triptych.transport.call.UnaryCalls;
import dev.triptych.transport.call.Watchdog;
import dev.triptych.transport.health.CatalogHealth;
import dev.triptych.transport.inference.InferenceEndpoint;
import dev.triptych.transport.models.Models;
import dev.triptych.transport.status.ErrorMapper;
import dev.triptych.transport.typed.ClassifyEndpoint;
import dev.triptych.transport.typed.EmbedEndpoint;
import dev.triptych.transport.typed.FeaturesEndpoint;
import dev.triptych.transport.typed.ModelsEndpoint;
import dev.triptych.transport.typed.RankEndpoint;
import io.grpc.BindableService;
import io.grpc.Server;
import io.grpc.netty.NettyServerBuilder;
import io.grpc.protobuf.services.ProtoReflectionService;
import io.grpc.protobuf.services.ProtoReflectionServiceV1;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * The server that callers talk to: the typed API, the Open Inference Protocol, health and reflection on one port.
 *
 * <p>Everything runs on the event loops; no service blocks. Its life: {@link #start}, {@link #announceDrain} (health says
 * NOT_SERVING, calls still work), {@link #stopAccepting} (the port closes, connections are told to go, calls under way go
 * on, streams end after the items they have), {@link #awaitDrained}, {@link #close}. Each step may be called again without harm.
 */
public final class GrpcEdge implements AutoCloseable {
    private static final int METADATA_SOFT = 8 << 10;
    private static final int METADATA_HARD = 16 << 10;
    private static final int WINDOW = 4 << 20;
    // Deadlines of callers end in resets too: a client whose calls all end by a deadline of 100 ms is overloaded, not
    // hostile, and must not lose the connection with all that is under way on it. What a reset costs here is what a
    // call costs. Also counts what is sent: a call that ends before its message is through resets each frame that is
    // still on its way.
    private static final int RESETS_OF_A_CALL = 10;
    private static final int RESET_SECONDS = 30;
    // None: clients also ping to measure the way, each time that they have read a part of an answer, and gRPC takes
    // pings for abuse that come while it writes nothing itself: a client lost the last answers that it was reading.
    private static final int PING_MILLIS = 0;
    /** How often silent messages are looked for within the time that they may be silent. */
    private static final int LOOKS = 8;

    private static final System.Logger LOG = System.getLogger(GrpcEdge.class.getName());

    /**
     * What the edge needs of the rest.
     *
     * @param inference the tasks
     * @param catalog what is served
     * @param ticker the server's time, the same as the core's
     * @param requestIds names for calls
     * @param observer hears of each call
     * @param version the server's version, such as {@code 0.1.0}
     * @param clock the time in which callers count
     * @param bursts in which the core is handed what came at once
     */
    public record Parts(
            Inference inference,
            Catalog catalog,
            Ticker ticker,
            RequestIds requestIds,
            CallObserver observer,
            String version,
            InstantSource clock,
            Bursts bursts) {}

    private final Loops loops;
    private final CatalogHealth health;
    private final EmbedEndpoint embed;
    private final InferenceEndpoint infer;
    private final Server server;
    private final ReadCounts reads = new ReadCounts();
    private final Watchdog watchdog;
    private final InboundBytes inbound;
    private final long watchNanos;

    /** Builds the server; nothing listens before {@link #start}. */
    public GrpcEdge(EdgeOptions options, Parts parts) {
        this.inbound = new InboundBytes(options.inboundBytes());
        this.loops = Loops.open("grpc", options.eventLoops());
        this.watchdog = new Watchdog(parts.ticker(), options.patience().message(), inbound);
        this.watchNanos = options.patience().message().toNanos() / LOOKS;
        this.health = new CatalogHealth(parts.catalog());
        ErrorMapper errors = new ErrorMapper();
        Models models = new Models(parts.catalog());
        UnaryCalls calls = new UnaryCalls(parts.inference(), errors);
        this.embed = new EmbedEndpoint(parts.inference(), models, options.limits(), calls);
        this.infer = new InferenceEndpoint(
                parts.inference(),
                models,
                options.limits(),
                calls,
                new InferenceEndpoint.About(parts.version(), parts.ticker(), parts.clock()));
        Interceptors steps = new Interceptors(
                parts.ticker(),
                parts.requestIds(),
                options.trustTenantHeader(),
                parts.observer(),
                errors,
                new Interceptors.Inflow(reads, watchdog));
        NettyServerBuilder builder = limited(options, parts.bursts()).addStreamTracerFactory(watchdog);
        for (BindableService service : services(options, parts, models, calls)) {
            builder.addService(steps.around(service));
        }
        this.server = builder.build();
    }

    /** Listens. */
    public void start() throws IOException {
        server.start();
        var unused = loops.group().scheduleWithFixedDelay(this::watch, watchNanos, watchNanos, TimeUnit.NANOSECONDS);
    }

    private void watch() {
        try {
            watchdog.sweep();
        } catch (RuntimeException fault) {
            // A task that throws would never run again.
            LOG.log(System.Logger.Level.ERROR, "the watchdog met a defect", fault);
        }
    }

    /** How messages were read so far. */
    public ReadCounts reads() {
        return reads;
    }

    /** What messages hold that are not answered. */
    public InboundBytes inbound() {
        return inbound;
    }

    /** The port that is listened on. */
    public int port() {
        return server.getPort();
    }

    /** Tells health watchers to send nothing more; calls still work. */
    public void announceDrain() {
        health.drain();
    }

    /** Closes the port and tells connections to go; calls under way go on, streams end after the items they have. */
    public void stopAccepting() {
        health.drain();
        server.shutdown();
        embed.drain();
        infer.drain();
    }

    /** Waits until every call has ended; false when the time is over first. */
    public boolean awaitDrained(Duration time) throws InterruptedException {
        return server.awaitTermination(time.toNanos(), TimeUnit.NANOSECONDS);
    }

    /** Ends everything now; calls under way are cancelled. */
    @Override
    public void close() {
        health.drain();
        server.shutdownNow();
        try {
            server.awaitTermination(2, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        loops.close();
    }

    /** gRPC's own defaults leave calls and resets of a connection unbounded. */
    private NettyServerBuilder limited(EdgeOptions options, Bursts bursts) {
        Patience patience = options.patience();
        return loops.carry(NettyServerBuilder.forAddress(new InetSocketAddress(options.host(), options.port())), bursts)
                .directExecutor()
                .maxInboundMessageSize(options.limits().messageBytes())
                .maxInboundMetadataSize(METADATA_SOFT, METADATA_HARD)
                .maxConcurrentCallsPerConnection(options.callsPerConnection())
                .maxRstFramesPerWindow(options.callsPerConnection() * RESETS_OF_A_CALL * RESET_SECONDS, RESET_SECONDS)
                .initialFlowControlWindow(WINDOW)
                .handshakeTimeout(10, TimeUnit.SECONDS)
                .permitKeepAliveTime(PING_MILLIS, TimeUnit.MILLISECONDS)
                .permitKeepAliveWithoutCalls(true)
                .keepAliveTime(patience.connection().toNanos(), TimeUnit.NANOSECONDS)
                .keepAliveTimeout(patience.answer().toNanos(), TimeUnit.NANOSECONDS);
    }

    private List<BindableService> services(EdgeOptions options, Parts parts, Models models, UnaryCalls calls) {
        EdgeLimits limits = options.limits();
        List<BindableService> services = new ArrayList<>(List.of(
                embed,
                new ClassifyEndpoint(parts.inference(), models, limits, calls),
                new RankEndpoint(parts.inference(), models, limits, calls),
                new FeaturesEndpoint(parts.inference(), models, limits, calls),
                new ModelsEndpoint(models, limits, parts.version(), calls),
                infer,
                health.service()));
        if (options.reflection()) {
            services.addAll(reflection());
        }
        return services;
    }

    /** Both versions: many tools, among them Python's own reflection client, know only the older one. */
    @SuppressWarnings("deprecation")
    private static List<BindableService> reflection() {
        return List.of(ProtoReflectionServiceV1.newInstance(), ProtoReflectionService.newInstance());
    }
}
