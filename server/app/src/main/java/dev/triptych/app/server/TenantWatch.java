package dev.triptych.app.server;

import dev.triptych.app.config.ConfigException;
import dev.triptych.runtime.tenant.TenantTable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.util.Objects;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads tenants' shares and quotas again when the configuration file changes; a file that cannot be used changes nothing and
 * is told of once.
 *
 * <p>It looks at time and size each second, and reads what has not changed since it last looked: an editor may have written
 * half of it. On a thread of its own: a file system that hangs must not hold up deadlines.
 */
final class TenantWatch implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(TenantWatch.class);
    private static final long PERIOD_SECONDS = 1;

    private record Stamp(FileTime modified, long size) {}

    private final Path file;
    private final Supplier<TenantTable> read;
    private final Consumer<TenantTable> apply;
    private final ScheduledExecutorService thread;
    private @Nullable Stamp seen;
    private @Nullable Stamp last;

    /**
     * @param read reads the file; throws {@link ConfigException} when it cannot be used
     * @param apply is given what was read
     */
    TenantWatch(Path file, Supplier<TenantTable> read, Consumer<TenantTable> apply, ThreadFactory threads) {
        this.file = file;
        this.read = read;
        this.apply = apply;
        this.thread = Executors.newSingleThreadScheduledExecutor(threads);
        this.seen = stamp();
        this.last = seen;
    }

    void start() {
        var unused = thread.scheduleWithFixedDelay(this::look, PERIOD_SECONDS, PERIOD_SECONDS, TimeUnit.SECONDS);
    }

    /** Looks once. */
    void look() {
        Stamp now = stamp();
        boolean still = Objects.equals(now, last);
        last = now;
        if (!still || Objects.equals(now, seen)) {
            return;
        }
        seen = now;
        try {
            TenantTable table = read.get();
            apply.accept(table);
            LOG.info(
                    "tenants reloaded: {} named; other settings take effect at the next start",
                    table.named().size());
        } catch (ConfigException e) {
            LOG.warn("tenants stay as they were: {}", e.getMessage());
        } catch (RuntimeException e) {
            // A timer that throws would never look again.
            LOG.error("tenants stay as they were", e);
        }
    }

    private @Nullable Stamp stamp() {
        try {
            BasicFileAttributes attributes = Files.readAttributes(file, BasicFileAttributes.class);
            return new Stamp(attributes.lastModifiedTime(), attributes.size());
        } catch (IOException e) {
            return null;
        }
    }

    @Override
    public void close() {
        thread.shutdown();
    }
}
