package dev.triptych.scheduling;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/** A dispatcher on virtual time with one device of some lanes, run by hand. */
final class Bench {
    static final BatchPolicy POLICY = new BatchPolicy(8, 1_000, 2, new QueueBounds(1_000, 1_000_000));

    final FakeTicker ticker = new FakeTicker();
    final LaneGroup group;
    final List<Lane> lanes = new ArrayList<>();
    final List<Lane> woken = new ArrayList<>();
    final List<Throwable> faults = new ArrayList<>();
    final Dispatcher<FakeWork> dispatcher;
    private final Map<String, Integer> waiting = new HashMap<>();

    Bench(BatchPolicy policy) {
        this(key -> policy, QueueBounds.NONE, DeviceGate.open(), 1);
    }

    Bench(Weights weights, BatchPolicy policy) {
        this(weights, key -> policy, QueueBounds.NONE, DeviceGate.open(), 1);
    }

    Bench(PolicyBook policies, QueueBounds total, DeviceGate gate, int laneCount) {
        this(Weights.EQUAL, policies, total, gate, laneCount);
    }

    Bench(Weights weights, PolicyBook policies, QueueBounds total, DeviceGate gate, int laneCount) {
        group = new LaneGroup("device", gate);
        dispatcher = new Dispatcher<>(ticker, policies, weights, total, (where, fault) -> faults.add(fault));
        for (int i = 0; i < laneCount; i++) {
            attach(new Lane(group, i));
        }
    }

    void attach(Lane lane) {
        lanes.add(lane);
        dispatcher.attach(lane, () -> woken.add(lane));
    }

    FakeWork work(String name) {
        return new FakeWork(name, group);
    }

    /** Offers; the work must be admitted. */
    FakeWork queue(FakeWork work) {
        Admission admission = dispatcher.offer(work);
        if (!(admission instanceof Admission.Admitted)) {
            throw new AssertionError(work + " was " + admission);
        }
        waiting.merge(work.name, 1, Integer::sum);
        return work;
    }

    /** How many works of this name were queued and not run by {@link #runOne}. */
    int offered(String name) {
        return waiting.getOrDefault(name, 0);
    }

    /** Runs one batch of one work for as long as the function says, and answers its name. */
    String runOne(ToLongFunction<FakeWork> nanos) {
        Batch<FakeWork> batch = Objects.requireNonNull(poll(0));
        FakeWork work = batch.works().get(0);
        long started = ticker.nanos();
        ticker.advance(nanos.applyAsLong(work));
        dispatcher.finished(lanes.get(0), batch, started, ticker.nanos());
        waiting.merge(work.name, -1, Integer::sum);
        return work.name;
    }

    /** The reason an offer was refused for. */
    Admission.Reason refusal(FakeWork work) {
        if (dispatcher.offer(work) instanceof Admission.Refused refused) {
            return refused.reason();
        }
        throw new AssertionError(work + " was admitted");
    }

    @Nullable Batch<FakeWork> poll(int lane) {
        Batch<FakeWork> batch = dispatcher.poll(lanes.get(lane), ticker.nanos());
        if (batch != null) {
            batch.works().forEach(work -> work.dispatched.incrementAndGet());
        }
        return batch;
    }

    /** Polls the first lane, runs the batch for so long, and answers the names in it. */
    List<String> run(long nanos) {
        Batch<FakeWork> batch = poll(0);
        if (batch == null) {
            return List.of();
        }
        long started = ticker.nanos();
        ticker.advance(nanos);
        dispatcher.finished(lanes.get(0), batch, started, ticker.nanos());
        return batch.works().stream().map(work -> work.name).toList();
    }
}
