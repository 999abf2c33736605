package dev.triptych.app.config;

import dev.triptych.runtime.tenant.TenantTable;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * Values of options that were not given as flags: the environment first, then the configuration file.
 *
 * <p>The flag {@code --grpc-port} is {@code TRIPTYCH_GRPC_PORT} in the environment and {@code grpc-port} in the file.
 * Immutable.
 */
public final class Settings {
    private final Map<String, String> environment;
    private final ConfigFile file;

    public Settings(Map<String, String> environment, ConfigFile file) {
        this.environment = Map.copyOf(environment);
        this.file = file;
    }

    /** Shares and quotas, which only the file can say. */
    public TenantTable tenants() {
        return file.tenants();
    }

    /** Where a value comes from. */
    public enum Source {
        FLAG,
        ENVIRONMENT,
        FILE,
        DEFAULT;

        /** The name in listings. */
        public String label() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** A value and where it was found. */
    public record Value(String text, Source source) {}

    /** The value of an option, such as {@code grpc-port}; empty when neither place has it. */
    public Optional<Value> find(String option) {
        String fromEnvironment = environment.get(variable(option));
        if (fromEnvironment != null) {
            return Optional.of(new Value(fromEnvironment, Source.ENVIRONMENT));
        }
        return file.value(option).map(text -> new Value(text, Source.FILE));
    }

    /** The environment variable of an option. */
    public static String variable(String option) {
        return "TRIPTYCH_" + option.replace('-', '_').toUpperCase(Locale.ROOT);
    }
}
