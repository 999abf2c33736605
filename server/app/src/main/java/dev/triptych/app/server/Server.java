package dev.triptych.app.server;

import com.google.inject.AbstractModule;
import com.google.inject.Guice;
import com.google.inject.Inject;
import com.google.inject.Injector;
import com.google.inject.ProvisionException;
import dev.triptych.app.cli.ExitStatus;
import dev.triptych.app.config.ConfigException;
import dev.triptych.app.metrics.ServerGauges;
import dev.triptych.runtime.ServingRuntime;
import dev.triptych.runtime.serving.ModelListing;
import dev.triptych.spi.error.TaskException;
import dev.triptych.transport.GrpcEdge;
import dev.triptych.transport.operations.AdminEdge;
import dev.triptych.transport.operations.OperationsEdge;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.io.IOException;
import java.io.PrintStream;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The server process's life: start, load, serve, drain.
 *
 * <p>The order of a drain: health says NOT_SERVING and the port closes; calls under way end; lanes stop; models and
 * backends are closed; the process halts.
 */
public final class Server {
    private static final Logger LOG = LoggerFactory.getLogger(Server.class);

    private final ServerOptions options;
    private final ServingRuntime runtime;
    private final GrpcEdge grpc;
    private final OperationsEdge operations;
    private final AdminEdge admin;
    private final CallEars ears;
    private final Optional<TenantWatch> tenants;

    @Inject
    Server(
            ServerOptions options,
            ServingRuntime runtime,
            GrpcEdge grpc,
            OperationsEdge operations,
            AdminEdge admin,
            CallEars ears,
            PrometheusMeterRegistry registry) {
        this.options = options;
        this.runtime = runtime;
        this.grpc = grpc;
        this.operations = operations;
        this.admin = admin;
        this.ears = ears;
        this.tenants = options.tenants()
                .map(file -> new TenantWatch(file.path(), file.read(), runtime.tenants()::reload, new LaneThreads()));
        ServerGauges.register(registry, runtime, grpc.inbound());
    }

    /**
     * Assembles a server; models load from then on, nothing listens yet.
     *
     * @throws ConfigException for options that cannot work together
     */
    public static Server assemble(ServerOptions options, Home home) {
        NativeSettings.apply(options.stateDirectory());
        try {
            Injector injector = Guice.createInjector(
                    new AbstractModule() {
                        @Override
                        protected void configure() {
                            bind(ServerOptions.class).toInstance(options);
                            bind(Home.class).toInstance(home);
                        }
                    },
                    new MetricsModule(),
                    new RuntimeModule(),
                    new TransportModule());
            return injector.getInstance(Server.class);
        } catch (ProvisionException e) {
            if (e.getCause() instanceof TaskException task) {
                throw new ConfigException(task.text());
            }
            throw e;
        }
    }

    /** Listens on all ports; {@link ConfigException} names the one that cannot be had. */
    public void listen() {
        try {
            grpc.start();
            operations.start();
            admin.start();
            tenants.ifPresent(TenantWatch::start);
        } catch (IOException e) {
            Throwable cause = e.getCause() == null ? e : e.getCause();
            throw new ConfigException("cannot listen: " + e.getMessage() + " (" + cause.getMessage()
                    + "); choose other ports, 0 for free ones");
        }
    }

    /**
     * Waits until loading has ended and reports it: a FAILED line for each model that was refused, then the READY line.
     *
     * @return true when the server shall serve, false when nothing is served or strictness forbids it
     */
    public boolean report(PrintStream out, Signals signals) {
        // A wish to stop does not wait for a long load; what is loaded by then is reported, and drained.
        CompletableFuture.anyOf(runtime.loaded().toCompletableFuture(), signals.stop())
                .join();
        if (signals.stop().isDone()) {
            return true;
        }
        List<ModelListing> models = runtime.catalog().models();
        int failed = 0;
        int ready = 0;
        for (ModelListing model : models) {
            if (model.state() == ModelListing.State.FAILED) {
                out.println("FAILED " + model.name() + " " + model.reason() + " " + model.message());
                failed++;
            } else if (model.state() == ModelListing.State.READY) {
                ready++;
            }
        }
        out.println("READY grpc=" + address(grpc.port()) + " metrics=" + address(operations.port())
                + " admin=127.0.0.1:" + admin.port() + " models=" + ready + " failed=" + failed);
        out.flush();
        return ready > 0 && !(options.strict() && failed > 0);
    }

    /** Where callers reach the server. */
    public String target() {
        return address(grpc.port());
    }

    private String address(int port) {
        String host = options.host().contains(":") ? "[" + options.host() + "]" : options.host();
        return host + ":" + port;
    }

    /** Serves until a stop is wanted or a device is lost, drains, and answers the exit status. */
    public int serve(Signals signals) {
        CompletableFuture<String> lost = runtime.deviceLost().toCompletableFuture();
        CompletableFuture.anyOf(signals.stop(), lost).join();
        if (lost.isDone()) {
            LOG.error("a device was lost: {}", lost.join());
            stop(signals);
            return ExitStatus.DEVICE_LOST;
        }
        LOG.info(
                "{}: draining, at most {} ms",
                signals.stop().join(),
                options.drainTimeout().toMillis());
        boolean whole = stop(signals);
        LOG.info(whole ? "drained" : "the drain was cut short");
        return whole ? ExitStatus.OK : ExitStatus.DRAIN_CUT_SHORT;
    }

    /** Drains and closes everything; false when calls were given up. */
    public boolean stop(Signals signals) {
        CompletableFuture<Boolean> drained = new CompletableFuture<>();
        Thread drain = new Thread(
                () -> {
                    try {
                        drained.complete(drain());
                    } catch (InterruptedException | RuntimeException | Error e) {
                        LOG.error("the drain failed", e);
                        drained.complete(false);
                    }
                },
                "triptych-drain");
        drain.setDaemon(true);
        drain.start();
        CompletableFuture.anyOf(drained, signals.hurry()).join();
        return drained.getNow(false);
    }

    private boolean drain() throws InterruptedException {
        tenants.ifPresent(TenantWatch::close);
        operations.announceDrain();
        admin.announceDrain();
        grpc.stopAccepting();
        long until = System.nanoTime() + options.drainTimeout().toNanos();
        boolean calls = grpc.awaitDrained(options.drainTimeout());
        boolean work = runtime.drain(Duration.ofNanos(Math.max(0, until - System.nanoTime())));
        grpc.close();
        admin.close();
        operations.close();
        ears.close();
        return calls && work;
    }
}
