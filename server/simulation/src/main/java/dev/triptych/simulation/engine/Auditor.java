package dev.triptych.simulation.engine;

import dev.triptych.scheduling.BatchPolicy;
import dev.triptych.scheduling.Lane;
import dev.triptych.scheduling.LaneGroup;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * What must hold at each step of a run; the first thing that does not ends the run as a {@link Violation}.
 *
 * <p>Of every policy: a request gets one terminal status; a job ends once; nothing is lost; bytes held are the sum of what
 * was reserved and not given back; a request reserves before it queues anything, all at once. Of the scheduler, beside
 * these: no expired or dead job is dispatched; a batch stays within its caps; a lane is idle only if nothing waits that
 * it may run or its gate is shut; tenants that keep the device busy get their shares.
 */
public final class Auditor {
    private final Simulation house;
    private final List<Shares> shares = new ArrayList<>();
    private final Set<Request> holders = new HashSet<>();
    private long bytes;
    private long requests;
    private long jobs;
    private long checks;

    Auditor(Simulation house) {
        this.house = house;
    }

    /** How many checks have held so far. */
    public long checks() {
        return checks;
    }

    void expect(Shares expected) {
        shares.add(expected);
    }

    void check(boolean holds, String invariant, Object seen) {
        checks++;
        if (!holds) {
            throw new Violation(invariant, seen + " at " + house.time().nanos() + " ns");
        }
    }

    void reserved(Request request) {
        check(holders.add(request), "one reservation a request", request);
        bytes += request.bytes().bytes();
        requests++;
        conserved();
    }

    void released(Request request) {
        check(holders.remove(request), "bytes are given back once", request);
        bytes -= request.bytes().bytes();
    }

    void conserved() {
        check(house.budget().inUse() == bytes, "bytes conserved", house.budget().inUse());
    }

    void finished(Request request) {
        requests--;
        check(requests >= 0, "one terminal status", request);
    }

    void offered(Job job) {
        check(holders.contains(job.request()), "no hold and wait", job);
        move(job, Job.State.NEW, Job.State.QUEUED);
        jobs++;
        job.stage().station().waiting(job, 1);
        shares.forEach(share -> share.queued(job));
    }

    void refused(Job job) {
        move(job, Job.State.QUEUED, Job.State.ENDED);
        left(job);
        jobs--;
    }

    void dropped(Job job) {
        move(job, Job.State.QUEUED, Job.State.RUNNING);
        left(job);
    }

    void ended(Job job) {
        move(job, Job.State.RUNNING, Job.State.ENDED);
        jobs--;
    }

    void bound(Station station, Bound bound) {
        for (Job job : bound.jobs()) {
            move(job, Job.State.QUEUED, Job.State.RUNNING);
            left(job);
            if (station.held()) {
                check(job.live(), "no dead job dispatched", job);
                check(job.latestStartNanos() >= house.time().nanos(), "no expired job dispatched", job);
            }
        }
        withinCaps(station, bound);
    }

    private void withinCaps(Station station, Bound bound) {
        BatchPolicy limits = bound.stage().limits();
        long own = 0;
        long cost = 0;
        for (Job job : bound.jobs()) {
            check(job.stage() == bound.stage(), "one stage a batch", job);
            own += job.cost();
            cost += job.cost(bound.lengths());
        }
        if (station.held()) {
            check(bound.rows() == bound.jobs().size(), "no row is padding", bound);
            check(bound.rows() <= limits.maxRows(), "rows within the cap", bound);
            check(bound.cost() == cost, "cost is that of the works", bound);
            check(cost <= limits.maxCost() || bound.rows() == 1, "cost within the cap", bound);
            check(cost <= own * limits.maxMergeRatio(), "padding within the cap", bound);
        }
    }

    private void left(Job job) {
        job.stage().station().waiting(job, -1);
        shares.forEach(share -> share.left(job));
    }

    void ran(Station station, Bound bound, long nanos) {
        shares.forEach(share -> share.ran(station, bound, nanos));
    }

    private void move(Job job, Job.State from, Job.State to) {
        check(job.state == from, "a job ends once", job);
        job.state = to;
    }

    /** All that was to happen at this instant has happened. */
    void settled() {
        conserved();
        for (Station station : house.stations()) {
            check(station.waiting() == station.queued(), "what waits is queued", station);
            for (Lane lane : station.idleLanes()) {
                LaneGroup group = lane.group();
                boolean mayBind = group.gate().mayBind(lane, house.time().nanos());
                check(!(station.held() && mayBind && station.waiting(group) > 0), "no idle lane beside work", lane);
            }
        }
    }

    /** The run is over. */
    void over() {
        settled();
        check(jobs == 0, "no job lost", jobs);
        check(requests == 0 && house.ledger().inFlight() == 0, "no request lost", requests);
        check(
                house.budget().inUse() == 0 && holders.isEmpty(),
                "all bytes given back",
                house.budget().inUse());
        for (Station station : house.stations()) {
            check(station.idleLanes().size() == station.lanes(), "all lanes idle", station);
        }
        shares.forEach(Shares::over);
    }
}
