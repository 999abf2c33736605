package dev.triptych.simulation.engine;

import dev.triptych.scheduling.Batch;
import dev.triptych.scheduling.Lane;
import dev.triptych.scheduling.Splitter;
import java.util.ArrayDeque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One batch on a lane, until each of its works has its end: what fails is run again as the policy recovers. */
final class Execution {
    private final Simulation house;
    private final Station station;
    private final Lane lane;
    private final Bound bound;
    private final long started;
    private final ArrayDeque<Job> alone = new ArrayDeque<>();
    private @Nullable Splitter<Job> splitter;
    private long computed;

    Execution(Simulation house, Station station, Lane lane, Bound bound) {
        this.house = house;
        this.station = station;
        this.lane = lane;
        this.bound = bound;
        this.started = house.time().nanos();
    }

    void begin() {
        run(bound.jobs(), bound.rows(), bound.cost());
    }

    private void run(List<Job> part, int rows, long cost) {
        long nanos = station.jittered(bound.stage().timing().nanos(rows, cost));
        long ends = station.hardware(lane).ends(house.time().nanos(), nanos);
        house.time().at(ends, () -> ended(part, nanos, cost));
    }

    private void ended(List<Job> part, long nanos, long ranCost) {
        boolean broken = part.stream().anyMatch(job -> job.item().breaks(job.stage()));
        computed += nanos;
        account(part, nanos, ranCost, broken);
        if (!broken) {
            part.forEach(job -> job.request().caller().done(job));
            if (splitter != null) {
                splitter.succeeded();
            }
        } else {
            recover(part);
        }
        next();
    }

    private void account(List<Job> part, long nanos, long ranCost, boolean broken) {
        long own = 0;
        long dead = 0;
        for (Job job : part) {
            own += job.cost();
            dead += job.live() ? 0 : job.cost();
        }
        station.usage().ran(nanos, nanos * dead / own, part.size(), own, ranCost);
        if (broken) {
            station.usage().repeated(nanos);
        }
    }

    private void recover(List<Job> part) {
        switch (station.policy().recovery()) {
            case FAIL_ALL -> part.forEach(job -> job.request().caller().failed(job));
            case SINGLY -> {
                if (part.size() == 1) {
                    part.get(0).request().caller().failed(part.get(0));
                } else {
                    alone.addAll(part);
                }
            }
            case BISECT -> {
                if (splitter == null) {
                    splitter = new Splitter<>(part);
                } else {
                    boolean ignored = splitter.failed();
                }
            }
        }
    }

    private void next() {
        List<Job> part = nextPart();
        if (part != null) {
            Batch<Job> batch = Batch.of(part);
            run(part, batch.rows(), batch.cost());
            return;
        }
        if (splitter != null) {
            splitter.culprits().forEach(job -> job.request().caller().failed(job));
        }
        station.finished(lane, bound, started, computed);
    }

    private @Nullable List<Job> nextPart() {
        if (splitter != null) {
            return splitter.next(Job::live, job -> job.request().caller().gone(job));
        }
        Job job = alone.poll();
        return job == null ? null : List.of(job);
    }
}
