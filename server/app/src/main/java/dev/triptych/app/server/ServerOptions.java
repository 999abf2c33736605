package dev.triptych.app.server;

import dev.triptych.app.tracing.TraceOptions;
import dev.triptych.runtime.tenant.TenantTable;
import dev.triptych.spi.backend.BackendOptions.DeviceMode;
import dev.triptych.spi.model.ImageLimits;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What a server is asked to be; the command line's options, resolved.
 *
 * @param models folders as {@code [NAME=]DIR}, shipped ones included
 * @param strict whether a model that cannot be loaded ends the server
 * @param host the address to listen on
 * @param grpcPort gRPC; 0 picks one
 * @param metricsPort metrics and health; 0 picks one
 * @param adminPort administration, on loopback; 0 picks one
 * @param backend the backend's name, or {@code auto}
 * @param mode how devices are shared
 * @param deviceCores processors for devices that are processors; 0 for all
 * @param mostRows the most rows of a batch; 0 leaves it to the device
 * @param decodeLanes threads that decode and preprocess; 0 for the default
 * @param stateDirectory where files are written
 * @param maxMessageBytes the largest message
 * @param maxInflightBytes what requests may use together; 0 for the default
 * @param images what one image may measure
 * @param defaultDeadline of calls that bring none
 * @param drainTimeout how long calls may take to end
 * @param labelSets label sets that any contrastive model may use, by name
 * @param labelCacheBytes vectors of labels kept for later calls; 0 for none
 * @param cacheBytes vectors of items kept for later calls; 0 for none, null for the default
 * @param trustTenantHeader whether callers name their tenant
 * @param tenants the file with shares and quotas; empty for everyone alike
 * @param tracing where spans go; empty for nowhere
 */
public record ServerOptions(
        List<String> models,
        boolean strict,
        String host,
        int grpcPort,
        int metricsPort,
        int adminPort,
        String backend,
        DeviceMode mode,
        int deviceCores,
        int mostRows,
        int decodeLanes,
        Path stateDirectory,
        int maxMessageBytes,
        long maxInflightBytes,
        ImageLimits images,
        Duration defaultDeadline,
        Duration drainTimeout,
        Map<String, List<String>> labelSets,
        long labelCacheBytes,
        @Nullable Long cacheBytes,
        boolean trustTenantHeader,
        Optional<TenantFile> tenants,
        Optional<TraceOptions> tracing) {
    /** The most lanes of a kind, or processors for them, that may be asked for. */
    public static final int MOST_LANES = 1024;

    /** The most rows of a batch that may be asked for. */
    public static final int MOST_ROWS = 4096;

    public ServerOptions {
        models = List.copyOf(models);
    }

    /**
     * A file with shares and quotas.
     *
     * @param path the file, looked at now and then
     * @param read what it says now; throws {@link dev.triptych.app.config.ConfigException} when it cannot be used
     */
    public record TenantFile(Path path, Supplier<TenantTable> read) {}
}
