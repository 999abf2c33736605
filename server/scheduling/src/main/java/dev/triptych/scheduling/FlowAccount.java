package dev.triptych.scheduling;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A flow's account at one device, and its lines that wait there. Guarded by the dispatcher's lock. */
final class FlowAccount<W extends Work> extends Account {
    final Flow flow;
    final TenantAccount<W> tenant;
    int running;
    private @Nullable DueTimes due;
    private final Weights weights;
    private final List<Heap<Line<W>>> lines = new ArrayList<>(Dispatcher.BANDS);

    FlowAccount(Flow flow, TenantAccount<W> tenant, Weights weights, long number) {
        super(number);
        this.flow = flow;
        this.tenant = tenant;
        this.weights = weights;
        for (int i = 0; i < Dispatcher.BANDS; i++) {
            lines.add(new Line.ByHead<>());
        }
    }

    /** Its lines of one band, the most urgent head first. */
    Heap<Line<W>> lines(int band) {
        return lines.get(band);
    }

    @Override
    double weight() {
        return sane(sane(weights.model(flow.model())) * flow.priority().weight());
    }

    /** Notes when asked time is due; a negative one takes it back. */
    void due(long slot, double nanos) {
        if (slot == DueTimes.FAR) {
            return;
        }
        if (due == null) {
            due = new DueTimes();
        }
        due.add(slot, nanos);
    }

    /** The time asked for by what goes before work of this latest start. */
    double before(long latestStart, long now) {
        long slot = DueTimes.slot(latestStart, now);
        if (slot == DueTimes.FAR) {
            return backlog();
        }
        return due == null ? 0 : Math.min(backlog(), due.until(slot, now));
    }

    /** Whether forgetting it changes nothing. */
    boolean idle(double virtualTime) {
        return bands == 0 && running == 0 && !asks() && used() <= virtualTime;
    }
}
