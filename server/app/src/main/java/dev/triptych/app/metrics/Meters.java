package dev.triptych.app.metrics;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;

/** The instruments behind {@link Metric}, made when first used. Thread-safe. */
final class Meters {
    private static final Duration[] SECONDS = IntStream.of(
                    50,
                    100,
                    250,
                    500,
                    1_000,
                    2_500,
                    5_000,
                    10_000,
                    25_000,
                    50_000,
                    100_000,
                    250_000,
                    500_000,
                    1_000_000,
                    2_500_000,
                    5_000_000,
                    10_000_000,
                    30_000_000)
            .mapToObj(micros -> Duration.ofNanos(micros * 1000L))
            .toArray(Duration[]::new);
    private static final double[] ROWS = {1, 2, 3, 4, 6, 8, 12, 16, 24, 32, 48, 64, 128};
    private static final double[] COST = {1, 4, 16, 64, 256, 1024, 4096, 16_384, 65_536, 262_144, 1_048_576};
    private static final double[] RATIO = {0.25, 0.5, 0.75, 0.9, 1, 1.1, 1.25, 1.5, 2, 4};

    private record Key(Metric metric, String first, String second, String third, String fourth) {}

    private final PrometheusMeterRegistry registry;
    private final ConcurrentMap<Key, Timer> timers = new ConcurrentHashMap<>();
    private final ConcurrentMap<Key, Counter> counters = new ConcurrentHashMap<>();
    private final ConcurrentMap<Key, DistributionSummary> summaries = new ConcurrentHashMap<>();

    Meters(PrometheusMeterRegistry registry) {
        this.registry = registry;
    }

    void count(Metric metric, double more, String first, String second) {
        count(metric, more, first, second, "", "");
    }

    void count(Metric metric, double more, String first, String second, String third, String fourth) {
        counters.computeIfAbsent(new Key(metric, first, second, third, fourth), this::counter)
                .increment(more);
    }

    void time(Metric metric, long nanos, String first, String second, String third) {
        timers.computeIfAbsent(new Key(metric, first, second, third, ""), this::timer)
                .record(nanos, TimeUnit.NANOSECONDS);
    }

    void record(Metric metric, double value, String first, String second) {
        summaries
                .computeIfAbsent(new Key(metric, first, second, "", ""), this::summary)
                .record(value);
    }

    private Counter counter(Key key) {
        return Counter.builder(key.metric().key())
                .description(key.metric().help())
                .baseUnit(key.metric().kind() == Metric.Kind.COUNTER_SECONDS ? "seconds" : null)
                .tags(tags(key))
                .register(registry);
    }

    private Timer timer(Key key) {
        return Timer.builder(key.metric().key())
                .description(key.metric().help())
                .tags(tags(key))
                .serviceLevelObjectives(SECONDS)
                .register(registry);
    }

    private DistributionSummary summary(Key key) {
        double[] bounds =
                switch (key.metric().kind()) {
                    case ROWS -> ROWS;
                    case COST -> COST;
                    default -> RATIO;
                };
        return DistributionSummary.builder(key.metric().key())
                .description(key.metric().help())
                .tags(tags(key))
                .serviceLevelObjectives(bounds)
                .register(registry);
    }

    private static Tags tags(Key key) {
        List<String> names = key.metric().labels();
        List<String> values = List.of(key.first(), key.second(), key.third(), key.fourth());
        Tags tags = Tags.empty();
        for (int i = 0; i < names.size(); i++) {
            tags = tags.and(names.get(i), values.get(i));
        }
        return tags;
    }
}
