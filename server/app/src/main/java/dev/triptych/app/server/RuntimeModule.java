package dev.triptych.app.server;

import com.google.inject.AbstractModule;
import com.google.inject.Provides;
import com.google.inject.Singleton;
import dev.triptych.app.metrics.PrometheusMeter;
import dev.triptych.repository.Discovery;
import dev.triptych.runtime.RuntimeOptions;
import dev.triptych.runtime.RuntimeParts;
import dev.triptych.runtime.ServingRuntime;
import dev.triptych.runtime.execution.DeviceLayout;
import dev.triptych.runtime.plugin.PluginLoader;
import dev.triptych.runtime.plugin.PluginSet;
import dev.triptych.runtime.serving.Catalog;
import dev.triptych.runtime.serving.Inference;
import dev.triptych.runtime.tenant.TenantTable;
import dev.triptych.scheduling.Bursts;
import dev.triptych.scheduling.Ticker;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Assembles the core: plugins, devices, models, tasks. */
final class RuntimeModule extends AbstractModule {
    private static final Logger LOG = LoggerFactory.getLogger(RuntimeModule.class);

    @Provides
    @Singleton
    Ticker ticker() {
        return new SystemTicker();
    }

    @Provides
    @Singleton
    Bursts bursts() {
        return new Bursts();
    }

    @Provides
    @Singleton
    PluginSet plugins(Home home) {
        PluginSet plugins = PluginLoader.load(getClass().getClassLoader(), home.engineFolders(), home.pluginFolders());
        plugins.failures()
                .forEach(failure -> LOG.warn(
                        "plugin {} is left out: {}",
                        failure.plugin(),
                        failure.error().text(),
                        failure.error()));
        return plugins;
    }

    @Provides
    @Singleton
    ServingRuntime runtime(
            ServerOptions options, PluginSet plugins, Ticker ticker, PrometheusMeter meter, Bursts bursts) {
        int cores = Runtime.getRuntime().availableProcessors();
        RuntimeOptions defaults = RuntimeOptions.defaults(cores, options.stateDirectory());
        long budget = MemoryPlan.budget(options.maxInflightBytes(), DirectMemory.limit());
        RuntimeOptions runtime = defaults.withBackend(options.backend())
                .withLayout(new DeviceLayout(
                        options.mode(), options.deviceCores() == 0 ? cores : options.deviceCores(), options.mostRows()))
                .withDecodeLanes(options.decodeLanes() == 0 ? defaults.decodeLanes() : options.decodeLanes())
                .withLimits(defaults.limits()
                        .withBytes(budget)
                        .withLabelBytes(options.labelCacheBytes())
                        .withCacheBytes(MemoryPlan.cache(
                                options.cacheBytes(), Runtime.getRuntime().maxMemory())))
                .withTenants(options.tenants().map(file -> file.read().get()).orElse(TenantTable.FREE))
                .withApartTenants(options.trustTenantHeader())
                .withImages(options.images())
                .withLabelSets(options.labelSets())
                .withDefaultDeadline(options.defaultDeadline());
        RuntimeParts parts = new RuntimeParts(
                ticker, new LaneThreads(), meter, (what, error) -> LOG.error("{} failed", what, error), bursts);
        return ServingRuntime.start(runtime, parts, plugins, Discovery.discover(options.models()));
    }

    @Provides
    Inference inference(ServingRuntime runtime) {
        return runtime.inference();
    }

    @Provides
    Catalog catalog(ServingRuntime runtime) {
        return runtime.catalog();
    }
}
