package dev.triptych.simulation.engine;

import dev.triptych.scheduling.Flow;
import java.util.HashMap;
import java.util.Map;

/**
 * What share of a station's time each flow must get while all of them wait for more, within 10 %, in each span of a
 * given length.
 */
public final class Shares {
    private final Station station;
    private final Map<Flow, Double> weights;
    private final long span;
    private final VirtualTime time;
    private final Map<Flow, Integer> waiting = new HashMap<>();
    private final Map<Flow, Long> used = new HashMap<>();
    private long spanBegan;
    private int spans;

    Shares(Station station, Map<Flow, Double> weights, long span, VirtualTime time) {
        this.station = station;
        this.weights = weights;
        this.span = span;
        this.time = time;
    }

    void queued(Job job) {
        if (mine(job)) {
            waiting.merge(job.flow(), 1, Integer::sum);
        }
    }

    void left(Job job) {
        if (mine(job) && waiting.merge(job.flow(), -1, Integer::sum) == 0) {
            begin();
        }
    }

    private boolean mine(Job job) {
        return job.stage().station() == station && weights.containsKey(job.flow());
    }

    void ran(Station where, Bound bound, long nanos) {
        if (where != station) {
            return;
        }
        if (waiting.size() < weights.size() || waiting.containsValue(0)) {
            begin();
            return;
        }
        station.split(bound, nanos, (flow, part) -> used.merge(flow, part, Long::sum));
        if (time.nanos() - spanBegan >= span) {
            check();
            spans++;
            begin();
        }
    }

    private void begin() {
        used.clear();
        spanBegan = time.nanos();
    }

    private void check() {
        long total = used.values().stream().mapToLong(Long::longValue).sum();
        double sum = weights.values().stream().mapToDouble(Double::doubleValue).sum();
        weights.forEach((flow, weight) -> {
            double fair = weight / sum;
            double got = (double) used.getOrDefault(flow, 0L) / total;
            if (Math.abs(got - fair) > 0.1 * fair) {
                throw new Violation("shares within 10 %", flow + " got " + got + ", fair is " + fair);
            }
        });
    }

    void over() {
        if (spans == 0) {
            throw new Violation("shares are checked", "no span of " + span + " ns in which all flows waited");
        }
    }
}
