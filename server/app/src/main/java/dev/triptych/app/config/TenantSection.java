package dev.triptych.app.config;

import dev.triptych.runtime.tenant.TenantRule;
import dev.triptych.runtime.tenant.TenantTable;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The part of {@code triptych.yaml} that no flag can say: shares and quotas.
 *
 * <pre>{@code
 * tenants:
 *   search: {weight: 2, requests-in-flight: 64, bytes: 268435456, items-per-second: 500}
 * tenant-default: {requests-in-flight: 16}
 * model-weights: {clip: 3}
 * }</pre>
 */
final class TenantSection {
    /** Its keys. */
    static final Set<String> KEYS = Set.of("tenants", "tenant-default", "model-weights");

    private static final String WEIGHT = "weight";
    private static final String REQUESTS = "requests-in-flight";
    private static final String BYTES = "bytes";
    private static final String ITEMS = "items-per-second";
    private static final Set<String> RULE_KEYS = Set.of(WEIGHT, REQUESTS, BYTES, ITEMS);
    private static final Pattern TENANT = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,63}");
    private static final double LEAST_WEIGHT = 1e-6;
    private static final double MOST_WEIGHT = 1e6;

    private final String file;

    private TenantSection(String file) {
        this.file = file;
    }

    /**
     * Reads the section.
     *
     * @param file what messages call the file
     * @param values the values of {@link #KEYS} that the file has
     * @throws ConfigException naming the key, what it holds and what it may hold
     */
    static TenantTable read(String file, Map<String, @Nullable Object> values) {
        TenantSection section = new TenantSection(file);
        Map<String, TenantRule> named = new TreeMap<>();
        section.map("tenants", values.get("tenants")).forEach((name, rule) -> {
            if (!TENANT.matcher(name).matches()) {
                throw section.bad("tenants", "'" + name + "' is no tenant's name, which is " + TENANT);
            }
            named.put(name, section.rule("tenants." + name, rule));
        });
        Map<String, Double> models = new TreeMap<>();
        section.map("model-weights", values.get("model-weights"))
                .forEach((name, weight) -> models.put(name, section.weight("model-weights." + name, weight)));
        TenantRule others = section.rule("tenant-default", values.get("tenant-default"));
        return new TenantTable(named, others, models);
    }

    private TenantRule rule(String key, @Nullable Object value) {
        Map<String, @Nullable Object> fields = map(key, value);
        fields.keySet().forEach(field -> {
            if (!RULE_KEYS.contains(field)) {
                String hint = Nearest.to(field, RULE_KEYS)
                        .map(name -> ", did you mean '" + name + "'?")
                        .orElse("; there are " + new TreeSet<>(RULE_KEYS));
                throw bad(key, "unknown key '" + field + "'" + hint);
            }
        });
        return new TenantRule(
                fields.containsKey(WEIGHT) ? weight(key + "." + WEIGHT, fields.get(WEIGHT)) : 1,
                Math.toIntExact(whole(key + "." + REQUESTS, fields.getOrDefault(REQUESTS, 0), Integer.MAX_VALUE)),
                whole(key + "." + BYTES, fields.getOrDefault(BYTES, 0), Long.MAX_VALUE),
                number(key + "." + ITEMS, fields.getOrDefault(ITEMS, 0), 0, 1e9));
    }

    private double weight(String key, @Nullable Object value) {
        return number(key, value, LEAST_WEIGHT, MOST_WEIGHT);
    }

    private long whole(String key, @Nullable Object value, long most) {
        if (value instanceof Integer || value instanceof Long) {
            long number = ((Number) value).longValue();
            if (number >= 0 && number <= most) {
                return number;
            }
        }
        throw bad(key, "got '" + value + "', must be a whole number from 0 (no bound) to " + most);
    }

    private double number(String key, @Nullable Object value, double least, double most) {
        if (value instanceof Number number && number.doubleValue() >= least && number.doubleValue() <= most) {
            return number.doubleValue();
        }
        throw bad(key, "got '" + value + "', must be a number from " + least + " to " + most);
    }

    private Map<String, @Nullable Object> map(String key, @Nullable Object value) {
        if (value == null) {
            return Map.of();
        }
        if (!(value instanceof Map<?, ?> map)) {
            throw bad(key, "must be a map, got '" + value + "'");
        }
        Map<String, @Nullable Object> byName = new LinkedHashMap<>();
        map.forEach((name, field) -> byName.put(String.valueOf(name), field));
        return byName;
    }

    private ConfigException bad(String key, String what) {
        return new ConfigException(file + ": " + key + ": " + what);
    }
}
