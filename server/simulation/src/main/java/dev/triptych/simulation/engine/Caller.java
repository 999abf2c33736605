package dev.triptych.simulation.engine;

import dev.triptych.scheduling.ByteGrant;
import dev.triptych.scheduling.DropReason;
import dev.triptych.scheduling.Terminal;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Sends one kind of traffic and leads each request to its terminal status. */
final class Caller {
    private static final long RETRY_NANOS = 1_000_000;

    private final Simulation house;
    private final Traffic traffic;
    private final Tally tally = new Tally();
    private final Dice dice;

    Caller(Simulation house, Traffic traffic, Dice dice) {
        this.house = house;
        this.traffic = traffic;
        this.dice = dice;
    }

    Traffic traffic() {
        return traffic;
    }

    Tally tally() {
        return tally;
    }

    void start() {
        for (int i = 0; i < traffic.closed(); i++) {
            house.time().at(traffic.from(), this::arrive);
        }
        if (traffic.closed() == 0) {
            planNext(traffic.from());
        }
    }

    private void planNext(long after) {
        long next = traffic.arrivals().next(dice, after);
        if (next < traffic.until()) {
            house.time().at(next, () -> {
                arrive();
                planNext(next);
            });
        }
    }

    private void arrive() {
        tally.arrived();
        Optional<Terminal> terminal = house.ledger().open();
        if (terminal.isEmpty()) {
            refused("DRAINING");
            return;
        }
        ByteGrant grant = house.budget().reserve(traffic.bytes());
        if (!(grant instanceof ByteGrant.Reservation bytes)) {
            boolean first = terminal.get().finish();
            house.audit().check(first, "one terminal status", "a request ended before it began");
            refused("BYTES");
            return;
        }
        long now = house.time().nanos();
        Request request =
                new Request(this, house.nextNumber(), now, traffic.drawDeadline(dice, now), terminal.get(), bytes);
        house.audit().reserved(request);
        planEnd(request);
        for (int i = 0; i < traffic.window() && request.begun < traffic.items() && request.live(); i++) {
            begin(request);
        }
    }

    private void refused(String reason) {
        tally.ended(reason);
        planAfter(RETRY_NANOS);
    }

    private void planAfter(long pause) {
        long next = house.time().nanos() + pause;
        if (traffic.closed() > 0 && next < traffic.until()) {
            house.time().at(next, this::arrive);
        }
    }

    private void planEnd(Request request) {
        long deadline = request.latestStartNanos();
        if (deadline != Long.MAX_VALUE) {
            house.time().at(deadline, () -> end(request, "EXPIRED"));
        }
        if (dice.perMille(traffic.cancels())) {
            house.time().at(request.arrived() + dice.between(0, traffic.patience()), () -> end(request, "CANCELLED"));
        }
    }

    private void begin(Request request) {
        Item item = new Item(request, traffic.drawLengths(dice), traffic.drawBad(dice));
        boolean first = request.begun++ == 0;
        String refusal = null;
        if (first) {
            refusal = traffic.steps()
                    .get(0)
                    .station()
                    .forecast()
                    .admit(item, house.time().nanos());
        }
        if (refusal == null) {
            refusal = submit(item, 0, first);
        }
        if (refusal != null) {
            item.ended();
            end(request, refusal);
        }
    }

    private @Nullable String submit(Item item, int step, boolean bounded) {
        Job job = new Job(item, step, house.time().nanos());
        Station station = job.stage().station();
        // Before the offer: a policy may hand the job to a lane before the offer has returned.
        item.request().open.add(job);
        house.audit().offered(job);
        String refusal = station.offer(job, bounded);
        if (refusal != null) {
            house.audit().refused(job);
            item.request().open.remove(job);
        }
        return refusal;
    }

    /** A job has its result. */
    void done(Job job) {
        Request request = job.request();
        leave(job);
        if (!request.live()) {
            job.item().ended();
            return;
        }
        if (job.step() + 1 < traffic.steps().size()) {
            String refusal = submit(job.item(), job.step() + 1, false);
            job.item().kept();
            if (refusal != null) {
                job.item().ended();
                end(request, refusal.equals("DEADLINE") ? "EXPIRED" : refusal);
            }
        } else {
            itemEnded(request);
        }
    }

    /** A job has failed for good. */
    void failed(Job job) {
        job.item().ended();
        leave(job);
        job.request().failed++;
        itemEnded(job.request());
    }

    /** A job was dropped by the policy. */
    void dropped(Job job, DropReason reason) {
        house.audit().dropped(job);
        job.item().ended();
        leave(job);
        // The tables count what was too late in a queue as one, whoever noticed.
        end(job.request(), reason == DropReason.HOPELESS ? "EXPIRED" : reason.name());
    }

    /** Nobody waits for a job any more, and its batch goes on without it. */
    void gone(Job job) {
        job.item().ended();
        leave(job);
    }

    private void leave(Job job) {
        house.audit().ended(job);
        job.request().open.remove(job);
        release(job.request());
    }

    private void itemEnded(Request request) {
        request.ended++;
        if (!request.live()) {
            return;
        }
        if (request.begun < traffic.items()) {
            begin(request);
        } else if (request.ended == traffic.items()) {
            end(request, request.failed == 0 ? "OK" : "FAILED");
        }
    }

    private void end(Request request, String how) {
        if (!request.terminal().finish()) {
            return;
        }
        house.audit().finished(request);
        if (how.equals("OK")) {
            tally.answered(house.time().nanos() - request.arrived(), traffic.items());
        } else {
            tally.ended(how);
        }
        for (Job job : List.copyOf(request.open)) {
            job.stage().station().abandon(job);
        }
        release(request);
        planAfter(how.equals("OK") ? 0 : RETRY_NANOS);
    }

    /** What runs still holds its memory; what waits has been withdrawn. */
    private void release(Request request) {
        if (!request.live() && request.open.isEmpty() && !request.released) {
            request.released = true;
            house.audit().released(request);
            request.bytes().close();
        }
    }
}
