package dev.triptych.simulation.engine;

import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;

/** What became of one caller's requests: how many ended in which way, and how long the answered ones took. */
public final class Tally {
    private final Map<String, Integer> ends = new TreeMap<>();
    private long[] latencies = new long[1024];
    private int answered;
    private int arrived;
    private int answeredItems;
    private boolean sorted = true;

    void arrived() {
        arrived++;
    }

    void answered(long latency, int items) {
        if (answered == latencies.length) {
            latencies = Arrays.copyOf(latencies, 2 * answered);
        }
        latencies[answered++] = latency;
        answeredItems += items;
        sorted = false;
    }

    void ended(String how) {
        ends.merge(how, 1, Integer::sum);
    }

    /** How many were sent. */
    public int sent() {
        return arrived;
    }

    /** How many were answered, all in time: a request that is late has ended at its deadline. */
    public int answers() {
        return answered;
    }

    /** How many items were answered. */
    public int items() {
        return answeredItems;
    }

    /** How many ended in each other way, by its name. */
    public Map<String, Integer> ends() {
        return ends;
    }

    /** How many ended in this other way. */
    public int ended(String how, int none) {
        return ends.getOrDefault(how, none);
    }

    /** How many have ended in all. */
    public int total() {
        return answered + ends.values().stream().mapToInt(Integer::intValue).sum();
    }

    /** The latency that so many in a thousand answered requests stay below or at, in nanoseconds; 0 without answers. */
    public long latency(int perMille) {
        if (answered == 0) {
            return 0;
        }
        if (!sorted) {
            Arrays.sort(latencies, 0, answered);
            sorted = true;
        }
        return latencies[(int) (((long) answered * perMille + 999) / 1000) - 1];
    }
}
