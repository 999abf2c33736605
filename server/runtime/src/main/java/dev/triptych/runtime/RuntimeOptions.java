package dev.triptych.runtime;

import dev.triptych.runtime.execution.DeviceLayout;
import dev.triptych.runtime.tenant.TenantTable;
import dev.triptych.spi.model.ImageLimits;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * What the server may use and how it is laid out.
 *
 * @param backend the backend's name, or {@code auto} for the first that starts
 * @param processors what all lanes run on together, 1 or more
 * @param layout how devices are laid out
 * @param stateDirectory where engines, extracted libraries and cut graphs are kept
 * @param decodeLanes threads for decoding and preprocessing, 1 or more
 * @param defaultDeadline the time of a request that names none
 * @param limits how much may be under way
 * @param images what one image may measure, whatever the model
 * @param labelSets label sets that any contrastive model may use, by name
 * @param apartTenants whether tenants share no cached answers, so that none learns by timing what another sent
 * @param tenants shares and quotas at the start
 * @param poisonMemory whether released memory is overwritten; for tests
 */
public record RuntimeOptions(
        String backend,
        int processors,
        DeviceLayout layout,
        Path stateDirectory,
        int decodeLanes,
        Duration defaultDeadline,
        Limits limits,
        ImageLimits images,
        Map<String, List<String>> labelSets,
        boolean apartTenants,
        TenantTable tenants,
        boolean poisonMemory) {
    /** The backend's name that means the first that starts. */
    public static final String AUTO = "auto";

    /** Refuses a layout without threads or time. */
    public RuntimeOptions {
        if (decodeLanes < 1 || processors < 1) {
            throw new IllegalArgumentException(
                    "got decodeLanes " + decodeLanes + " and processors " + processors + ", at least 1 of each");
        }
        if (defaultDeadline.isNegative() || defaultDeadline.isZero()) {
            throw new IllegalArgumentException("defaultDeadline: got " + defaultDeadline + ", must be positive");
        }
    }

    /** Throughput on all cores, a deadline of a minute, and the default limits. */
    public static RuntimeOptions defaults(int cores, Path stateDirectory) {
        return new RuntimeOptions(
                AUTO,
                cores,
                DeviceLayout.throughput(cores),
                stateDirectory,
                Math.max(1, cores - 1),
                Duration.ofSeconds(60),
                Limits.DEFAULT,
                ImageLimits.DEFAULT,
                Map.of(),
                false,
                TenantTable.FREE,
                false);
    }

    /** The same with another backend. */
    public RuntimeOptions withBackend(String name) {
        return with(change -> change.backend = name);
    }

    /** The same with devices laid out in another way. */
    public RuntimeOptions withLayout(DeviceLayout newLayout) {
        return with(change -> change.layout = newLayout);
    }

    /** The same with other threads for decoding. */
    public RuntimeOptions withDecodeLanes(int lanes) {
        return with(change -> change.decodeLanes = lanes);
    }

    /** The same with other limits. */
    public RuntimeOptions withLimits(Limits newLimits) {
        return with(change -> change.limits = newLimits);
    }

    /** The same with other limits of an image. */
    public RuntimeOptions withImages(ImageLimits newImages) {
        return with(change -> change.images = newImages);
    }

    /** The same with another time for requests that name none. */
    public RuntimeOptions withDefaultDeadline(Duration time) {
        return with(change -> change.defaultDeadline = time);
    }

    /** The same with label sets. */
    public RuntimeOptions withLabelSets(Map<String, List<String>> sets) {
        return with(change -> change.labelSets = sets);
    }

    /** The same with tenants that share no cached answers. */
    public RuntimeOptions withApartTenants(boolean apart) {
        return with(change -> change.apartTenants = apart);
    }

    /** The same with other shares and quotas. */
    public RuntimeOptions withTenants(TenantTable table) {
        return with(change -> change.tenants = table);
    }

    /** The same with released memory overwritten. */
    public RuntimeOptions poisoned() {
        return with(change -> change.poisonMemory = true);
    }

    private RuntimeOptions with(Consumer<Change> change) {
        Change changed = new Change(this);
        change.accept(changed);
        return changed.options();
    }

    /** Options while one of them changes: what all are called stands here once, not in each change. */
    private static final class Change {
        private String backend;
        private final int processors;
        private DeviceLayout layout;
        private final Path stateDirectory;
        private int decodeLanes;
        private Duration defaultDeadline;
        private Limits limits;
        private ImageLimits images;
        private Map<String, List<String>> labelSets;
        private boolean apartTenants;
        private TenantTable tenants;
        private boolean poisonMemory;

        Change(RuntimeOptions from) {
            backend = from.backend;
            processors = from.processors;
            layout = from.layout;
            stateDirectory = from.stateDirectory;
            decodeLanes = from.decodeLanes;
            defaultDeadline = from.defaultDeadline;
            limits = from.limits;
            images = from.images;
            labelSets = from.labelSets;
            apartTenants = from.apartTenants;
            tenants = from.tenants;
            poisonMemory = from.poisonMemory;
        }

        RuntimeOptions options() {
            return new RuntimeOptions(
                    backend,
                    processors,
                    layout,
                    stateDirectory,
                    decodeLanes,
                    defaultDeadline,
                    limits,
                    images,
                    labelSets,
                    apartTenants,
                    tenants,
                    poisonMemory);
        }
    }

    /**
     * How much may be under way.
     *
     * @param bytes host memory that all requests together may plan for
     * @param itemsPerCall items, labels or candidates of one call
     * @param queuedItems items of all calls that are admitted and not yet answered
     * @param queuedWorks submissions that wait for one stage
     * @param retainedBytes free tensor memory kept for later
     * @param labelBytes vectors of labels kept for later; 0 for none
     * @param cacheBytes vectors of items kept for later; 0 for none, and then equal items do not wait for each other
     */
    public record Limits(
            long bytes,
            int itemsPerCall,
            int queuedItems,
            int queuedWorks,
            long retainedBytes,
            long labelBytes,
            long cacheBytes) {
        /** 1 GiB, 1,024 items a call, 8,192 items under way, 4,096 a stage, 256 MiB kept, 64 MiB of vectors of each kind. */
        public static final Limits DEFAULT = new Limits(1L << 30, 1024, 8192, 4096, 256L << 20, 64L << 20, 64L << 20);

        /** The same with another byte budget. */
        public Limits withBytes(long newBytes) {
            return new Limits(newBytes, itemsPerCall, queuedItems, queuedWorks, retainedBytes, labelBytes, cacheBytes);
        }

        /** The same with another bound of the items under way. */
        public Limits withQueuedItems(int items) {
            return new Limits(bytes, itemsPerCall, items, queuedWorks, retainedBytes, labelBytes, cacheBytes);
        }

        /** The same with another bound of the submissions that wait for a stage. */
        public Limits withQueuedWorks(int works) {
            return new Limits(bytes, itemsPerCall, queuedItems, works, retainedBytes, labelBytes, cacheBytes);
        }

        /** The same with another bound of label vectors; 0 keeps none. */
        public Limits withLabelBytes(long most) {
            return new Limits(bytes, itemsPerCall, queuedItems, queuedWorks, retainedBytes, most, cacheBytes);
        }

        /** The same with another bound of items' vectors; 0 keeps none and shares none. */
        public Limits withCacheBytes(long most) {
            return new Limits(bytes, itemsPerCall, queuedItems, queuedWorks, retainedBytes, labelBytes, most);
        }

        /** The same with another bound of the items of a call. */
        public Limits withItemsPerCall(int items) {
            return new Limits(bytes, items, queuedItems, queuedWorks, retainedBytes, labelBytes, cacheBytes);
        }
    }
}
