package dev.triptych.simulation.engine;

import dev.triptych.scheduling.BatchPolicy;
import dev.triptych.scheduling.Flow;
import dev.triptych.scheduling.Lane;
import dev.triptych.scheduling.LaneGroup;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.ObjLongConsumer;
import org.jspecify.annotations.Nullable;

/** A device, or the host: lanes, the policy that feeds them, and the time that batches take there. */
public final class Station {
    private final Simulation house;
    private final String name;
    private final boolean held;
    private final Forecast forecast;
    private final Map<LaneGroup, Hardware> groups = new LinkedHashMap<>();
    private final Map<Lane, Slot> slots = new LinkedHashMap<>();
    private final Map<LaneGroup, Integer> waitingFor = new HashMap<>();
    private final Policy policy;
    private final Usage usage = new Usage();
    private final Dice dice;
    private int waiting;

    /** One lane's moment. */
    private static final class Slot {
        boolean busy;
        boolean woken;
        long polls;
    }

    Station(Simulation house, String name, Contender contender, Map<LaneGroup, Hardware> groups, List<Lane> lanes) {
        this.house = house;
        this.name = name;
        this.held = contender.held();
        this.forecast = contender.forecast();
        this.groups.putAll(groups);
        this.dice = house.dice().split();
        lanes.forEach(lane -> slots.put(lane, new Slot()));
        this.policy = contender.maker().make(house.time(), lanes, this::wake);
        // A lane thread asks as soon as it starts, and is woken only after it has asked in vain.
        lanes.forEach(this::wake);
    }

    /** A stage that runs on all groups of lanes. */
    public Stage stage(String stage, Timing timing, BatchPolicy limits) {
        return stage(stage, timing, limits, 0, Set.copyOf(groups.keySet()));
    }

    /** A stage of some band that runs on some groups of lanes. */
    public Stage stage(String stage, Timing timing, BatchPolicy limits, int band, Set<LaneGroup> lanes) {
        return new Stage(stage, this, timing, limits, lanes, band);
    }

    /** What its lanes did. */
    public Usage usage() {
        return usage;
    }

    boolean held() {
        return held;
    }

    Forecast forecast() {
        return forecast;
    }

    int lanes() {
        return slots.size();
    }

    int waiting() {
        return waiting;
    }

    int waiting(LaneGroup group) {
        return waitingFor.getOrDefault(group, 0);
    }

    void waiting(Job job, int more) {
        waiting += more;
        for (LaneGroup group : job.lanes()) {
            waitingFor.merge(group, more, Integer::sum);
        }
    }

    int queued() {
        return policy.queued();
    }

    List<Lane> idleLanes() {
        List<Lane> idle = new ArrayList<>();
        slots.forEach((lane, slot) -> {
            if (!slot.busy) {
                idle.add(lane);
            }
        });
        return idle;
    }

    Policy policy() {
        return policy;
    }

    Hardware hardware(Lane lane) {
        Hardware hardware = groups.get(lane.group());
        if (hardware == null) {
            throw new IllegalStateException("lane " + lane.name() + " is not of " + name);
        }
        return hardware;
    }

    /** A time with jitter: 3 % either way, evenly spread. */
    long jittered(long nanos) {
        return nanos * dice.between(970, 1030) / 1000;
    }

    @Nullable String offer(Job job, boolean bounded) {
        return policy.offer(job, bounded);
    }

    void abandon(Job job) {
        policy.abandon(job);
    }

    private void wake(Lane lane) {
        Slot slot = slot(lane);
        if (!slot.busy && !slot.woken) {
            slot.woken = true;
            house.time().at(house.time().nanos(), () -> poll(lane));
        }
    }

    private Slot slot(Lane lane) {
        Slot slot = slots.get(lane);
        if (slot == null) {
            throw new IllegalStateException("lane " + lane.name() + " is not of " + name);
        }
        return slot;
    }

    private void poll(Lane lane) {
        Slot slot = slot(lane);
        slot.woken = false;
        if (slot.busy) {
            return;
        }
        long polls = ++slot.polls;
        Bound bound = policy.poll(lane, house.time().nanos());
        if (bound != null) {
            slot.busy = true;
            house.audit().bound(this, bound);
            new Execution(house, this, lane, bound).begin();
            return;
        }
        long again = policy.pollAgain(lane);
        if (again != Long.MAX_VALUE) {
            house.audit().check(again > house.time().nanos(), "no lane spins", lane);
            house.time().at(again, () -> {
                if (slot.polls == polls) {
                    poll(lane);
                }
            });
        }
    }

    /** A lane has run its batch, all parts that had to be run again included. */
    void finished(Lane lane, Bound bound, long started, long computed) {
        house.audit().ran(this, bound, computed);
        split(bound, computed, usage::charge);
        policy.finished(lane, bound, started, house.time().nanos());
        slot(lane).busy = false;
        poll(lane);
    }

    /** Shares a time among the flows of a batch by the cost of their works. */
    void split(Bound bound, long nanos, ObjLongConsumer<Flow> part) {
        long own = 0;
        for (Job job : bound.jobs()) {
            own += job.cost();
        }
        for (Job job : bound.jobs()) {
            part.accept(job.flow(), nanos * job.cost() / own);
        }
    }

    @Override
    public String toString() {
        return name;
    }
}
