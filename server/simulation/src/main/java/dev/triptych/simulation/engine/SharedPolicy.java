package dev.triptych.simulation.engine;

import dev.triptych.scheduling.Admission;
import dev.triptych.scheduling.Arrival;
import dev.triptych.scheduling.Batch;
import dev.triptych.scheduling.BatchPolicy;
import dev.triptych.scheduling.Dispatcher;
import dev.triptych.scheduling.Flow;
import dev.triptych.scheduling.Lane;
import dev.triptych.scheduling.LaneGroup;
import dev.triptych.scheduling.PolicyBook;
import dev.triptych.scheduling.Promise;
import dev.triptych.scheduling.QueueBounds;
import dev.triptych.scheduling.ServiceProfile;
import dev.triptych.scheduling.Weights;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The scheduler under test: the server's own dispatcher, driven as its lane threads drive it. */
final class SharedPolicy implements Policy {
    private static final PolicyBook BOOK = new PolicyBook() {
        @Override
        public BatchPolicy policy(Object key) {
            return ((Stage) key).limits();
        }

        @Override
        public ServiceProfile profile(Object key, LaneGroup group) {
            return ((Stage) key).profile();
        }
    };

    private final Dispatcher<Job> dispatcher;

    SharedPolicy(Weights weights, VirtualTime time, List<Lane> lanes, Consumer<Lane> wake) {
        dispatcher = new Dispatcher<>(time, BOOK, weights, QueueBounds.NONE, SharedPolicy::fault);
        for (Lane lane : lanes) {
            dispatcher.attach(lane, () -> wake.accept(lane));
        }
    }

    private static void fault(String where, Throwable fault) {
        throw new Violation("no fault", where, fault);
    }

    @Override
    public @Nullable String offer(Job job, boolean bounded) {
        Admission admission = bounded ? dispatcher.offer(job) : dispatcher.offerAdmitted(job);
        if (admission instanceof Admission.Admitted permit) {
            job.permit(permit);
            return null;
        }
        return ((Admission.Refused) admission).reason().name();
    }

    @Override
    public long finish(Arrival work, Stage stage) {
        return stage.lanes().size() == 1
                ? dispatcher.finishNanos(stage.lanes().iterator().next(), work)
                : dispatcher.finishNanos(work.flow(), work.readyNanos(), work.serviceNanos());
    }

    @Override
    public Promise promise(Flow flow, Stage stage, long nanos, long latestStartNanos) {
        return stage.lanes().size() == 1
                ? dispatcher.promise(stage.lanes().iterator().next(), flow, nanos, latestStartNanos)
                : dispatcher.promise(flow, nanos);
    }

    @Override
    public void abandon(Job job) {
        job.withdraw();
    }

    @Override
    public @Nullable Bound poll(Lane lane, long now) {
        Batch<Job> batch = dispatcher.poll(lane, now);
        return batch == null ? null : new Bound(batch.works(), batch.lengths(), batch.rows(), batch.cost(), batch);
    }

    @Override
    public void finished(Lane lane, Bound bound, long started, long ended) {
        dispatcher.finished(lane, Objects.requireNonNull(bound.batch()), started, ended);
    }

    @Override
    public long pollAgain(Lane lane) {
        return dispatcher.pollAgainNanos(lane);
    }

    @Override
    public int queued() {
        return dispatcher.queued();
    }

    @Override
    public void drain() {
        dispatcher.drain();
    }

    @Override
    public Recovery recovery() {
        return Recovery.BISECT;
    }
}
