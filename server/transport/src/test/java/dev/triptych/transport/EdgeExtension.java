package dev.triptych.transport;

import dev.triptych.scheduling.Bursts;
import dev.triptych.scheduling.Ticker;
import dev.triptych.testing.LedgerAllocator;
import dev.triptych.transport.call.RequestIds;
import io.grpc.ManagedChannel;
import io.grpc.netty.NettyChannelBuilder;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/** A real edge on a free port with a fake core behind it; after each test no request is open and no tensor is left. */
public final class EdgeExtension implements BeforeEachCallback, AfterEachCallback {
    private static final EdgeLimits LIMITS = new EdgeLimits(1 << 20, 16, 8, 4096, 64_000_000, 4);

    /** A call that the meter heard of. */
    public record Metered(String method, String code) {}

    public final BlockingQueue<Metered> metered = new LinkedBlockingQueue<>();
    private final UnaryOperator<EdgeOptions> options;
    private final LedgerAllocator memory = new LedgerAllocator();
    private final long origin = System.nanoTime();
    private final long startMillis = System.currentTimeMillis();
    public final Ticker ticker = () -> System.nanoTime() - origin;
    public FakeInference inference;
    public FakeCatalog catalog;
    public GrpcEdge edge;
    public ManagedChannel channel;

    public EdgeExtension() {
        this(UnaryOperator.identity());
    }

    /** An edge with options of the test's. */
    public EdgeExtension(UnaryOperator<EdgeOptions> options) {
        this.options = options;
    }

    @Override
    public void beforeEach(ExtensionContext context) throws Exception {
        inference = new FakeInference(memory);
        catalog = new FakeCatalog(Samples.all());
        AtomicLong ids = new AtomicLong();
        edge = new GrpcEdge(
                options.apply(
                        EdgeOptions.on("127.0.0.1", 0, 2).withLimits(LIMITS).trustingTenantHeader(true)),
                new GrpcEdge.Parts(
                        inference,
                        catalog,
                        ticker,
                        RequestIds.random(ids::incrementAndGet),
                        end -> metered.add(new Metered(end.method(), end.code())),
                        "0.1.0",
                        InstantSource.system(),
                        new Bursts()));
        edge.start();
        channel = NettyChannelBuilder.forAddress("127.0.0.1", edge.port())
                .usePlaintext()
                .maxInboundMessageSize(64 << 20)
                .disableRetry()
                .build();
    }

    @Override
    public void afterEach(ExtensionContext context) throws Exception {
        try {
            if (context.getExecutionException().isEmpty()) {
                inference.awaitIdle();
            }
        } finally {
            channel.shutdownNow();
            channel.awaitTermination(5, TimeUnit.SECONDS);
            edge.close();
        }
        if (context.getExecutionException().isEmpty()) {
            memory.assertNoLeaks();
        }
    }

    /** When the ticker started, in milliseconds since 1970. */
    public long startMillis() {
        return startMillis;
    }

    /** The most bytes of tensors that were alive at once. */
    public long peakBytes() {
        return memory.peakBytes();
    }

    /** Codes of all calls heard of so far. */
    public List<String> codes() {
        return metered.stream().map(Metered::code).toList();
    }
}
