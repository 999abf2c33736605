package dev.triptych.simulation.engine;

import dev.triptych.scheduling.Lane;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A plain queue for each stage, the oldest head first, as other servers have it: no tenants, no deadlines, and work that
 * nobody waits for any more keeps its place.
 */
final class PeerPolicy implements Policy {
    private final PeerRules rules;
    private final VirtualTime time;
    private final List<Lane> lanes;
    private final Consumer<Lane> wake;
    private final Map<Stage, ArrayDeque<Job>> queues = new LinkedHashMap<>();
    private int queued;
    private boolean draining;

    PeerPolicy(PeerRules rules, VirtualTime time, List<Lane> lanes, Consumer<Lane> wake) {
        this.rules = rules;
        this.time = time;
        this.lanes = lanes;
        this.wake = wake;
    }

    @Override
    public @Nullable String offer(Job job, boolean bounded) {
        if (draining && bounded) {
            return "DRAINING";
        }
        if (queued >= rules.cap() && bounded) {
            return "FULL";
        }
        queues.computeIfAbsent(job.stage(), stage -> new ArrayDeque<>()).add(job);
        queued++;
        lanes.forEach(wake);
        return null;
    }

    @Override
    public void abandon(Job job) {}

    @Override
    public @Nullable Bound poll(Lane lane, long now) {
        ArrayDeque<Job> best = null;
        for (ArrayDeque<Job> queue : queues.values()) {
            Job head = queue.peek();
            if (head != null
                    && head.lanes().contains(lane.group())
                    && opens(queue, head) <= now
                    && (best == null || head.offered() < best.element().offered())) {
                best = queue;
            }
        }
        return best == null ? null : take(best);
    }

    /** When the batch of a queue stops waiting for others. */
    private long opens(ArrayDeque<Job> queue, Job head) {
        boolean full = queue.size() >= head.stage().limits().maxRows();
        return full ? head.offered() : head.offered() + rules.delayNanos();
    }

    private Bound take(ArrayDeque<Job> queue) {
        Stage stage = queue.element().stage();
        int count = rules.rounding().taken(Math.min(queue.size(), stage.limits().maxRows()));
        List<Job> jobs = new ArrayList<>(count);
        int[] lengths = queue.element().bucket().lengths();
        do {
            Job job = queue.remove();
            jobs.add(job);
            raise(lengths, job.bucket().rungs());
        } while (jobs.size() < count
                && stage.cost(jobs.size() + 1, lengths) <= stage.limits().maxCost());
        queued -= jobs.size();
        int rows = rules.rounding().run(jobs.size());
        return new Bound(jobs, lengths, rows, stage.cost(rows, lengths), null);
    }

    private void raise(int[] lengths, List<Integer> rungs) {
        for (int i = 0; i < lengths.length; i++) {
            lengths[i] = Math.max(rules.padTo(), Math.max(lengths[i], rungs.get(i)));
        }
    }

    @Override
    public void finished(Lane lane, Bound bound, long started, long ended) {}

    @Override
    public long pollAgain(Lane lane) {
        long first = Long.MAX_VALUE;
        for (ArrayDeque<Job> queue : queues.values()) {
            Job head = queue.peek();
            if (head != null && head.lanes().contains(lane.group())) {
                first = Math.min(first, opens(queue, head));
            }
        }
        return Math.max(first, time.nanos());
    }

    @Override
    public int queued() {
        return queued;
    }

    @Override
    public void drain() {
        draining = true;
    }

    @Override
    public Recovery recovery() {
        return rules.recovery();
    }
}
