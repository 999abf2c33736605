package dev.triptych.simulation.engine;

import dev.triptych.scheduling.ByteBudget;
import dev.triptych.scheduling.Flow;
import dev.triptych.scheduling.Lane;
import dev.triptych.scheduling.LaneGroup;
import dev.triptych.scheduling.RequestLedger;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** One run: a house of stations and callers on virtual time, from the first request to the last answer. */
public final class Simulation {
    /** Seconds, in nanoseconds. */
    public static final long SECOND = 1_000_000_000;

    /** Milliseconds, in nanoseconds. */
    public static final long MILLI = 1_000_000;

    private final VirtualTime time = new VirtualTime();
    private final Dice dice;
    private final RequestLedger ledger = new RequestLedger();
    private final ByteBudget budget;
    private final Auditor audit = new Auditor(this);
    private final List<Station> stations = new ArrayList<>();
    private long numbers;
    private long drained = Long.MAX_VALUE;

    /** A house in which bytes are no matter. */
    public Simulation(long seed) {
        this(seed, Long.MAX_VALUE);
    }

    /** A house with so many bytes. */
    public Simulation(long seed, long bytes) {
        dice = new Dice(seed);
        budget = new ByteBudget(bytes);
    }

    /** A station with one group of lanes. */
    public Station station(String name, Contender contender, Hardware hardware, int lanes) {
        LaneGroup group = new LaneGroup(name, hardware.gate());
        return station(name, contender, Map.of(group, hardware), lanes(group, lanes));
    }

    /** A host as the server has it: long lanes for any work, short lanes for short work. */
    public Host host(Contender contender, int longLanes, int shortLanes) {
        Hardware cores = Hardware.cores();
        LaneGroup longGroup = new LaneGroup("host", cores.gate());
        LaneGroup shortGroup = new LaneGroup("host-short", cores.gate());
        Map<LaneGroup, Hardware> groups = new LinkedHashMap<>();
        groups.put(longGroup, cores);
        groups.put(shortGroup, cores);
        List<Lane> lanes = lanes(longGroup, longLanes);
        lanes.addAll(lanes(shortGroup, shortLanes));
        return new Host(station("host", contender, groups, lanes), longGroup, shortGroup);
    }

    /** A station with several groups of lanes, in the order of the lanes. */
    public Station station(String name, Contender contender, Map<LaneGroup, Hardware> groups, List<Lane> lanes) {
        Station station = new Station(this, name, contender, groups, lanes);
        stations.add(station);
        return station;
    }

    /** So many lanes of a group. */
    public static List<Lane> lanes(LaneGroup group, int count) {
        List<Lane> lanes = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            lanes.add(new Lane(group, i));
        }
        return lanes;
    }

    /** Plans traffic; the tally is complete when the run is over. */
    public Tally send(Traffic traffic) {
        Caller caller = new Caller(this, traffic, dice.split());
        caller.start();
        return caller.tally();
    }

    /** Requires that flows share a station's time by these weights, in each span in which all of them wait. */
    public void expectShares(Station station, Map<Flow, Double> weights, long span) {
        audit.expect(new Shares(station, weights, span, time));
    }

    /** Plans that the house takes no new requests from this time on. */
    public void drainAt(long nanos) {
        time.at(nanos, () -> {
            stations.forEach(station -> station.policy().drain());
            ledger.drain().emptied().thenRun(() -> drained = time.nanos());
        });
    }

    /** Runs until nothing more is planned, and checks each step. */
    public void run() {
        while (time.step()) {
            if (time.settled()) {
                audit.settled();
            }
        }
        audit.over();
    }

    /** When the last open request of a draining house had ended; {@link Long#MAX_VALUE} if it never did. */
    public long drainedAt() {
        return drained;
    }

    /** What was checked. */
    public Auditor audit() {
        return audit;
    }

    VirtualTime time() {
        return time;
    }

    Dice dice() {
        return dice;
    }

    RequestLedger ledger() {
        return ledger;
    }

    ByteBudget budget() {
        return budget;
    }

    List<Station> stations() {
        return stations;
    }

    long nextNumber() {
        return numbers++;
    }
}
