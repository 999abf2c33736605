package dev.triptych.scheduling;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
final class LaneThreadTest {
    private static final long LONG = TimeUnit.SECONDS.toNanos(20);

    private final FakeTicker ticker = new FakeTicker();
    private final LaneGroup group = new LaneGroup("device", DeviceGate.open());
    private final Queue<Throwable> faults = new ConcurrentLinkedQueue<>();
    private final BatchPolicy policy = new BatchPolicy(16, 1_000_000, 2, new QueueBounds(500, 1_000_000));
    private final Dispatcher<FakeWork> dispatcher =
            new Dispatcher<>(ticker, key -> policy, QueueBounds.NONE, (where, fault) -> faults.add(fault));
    private final List<LaneThread<FakeWork>> lanes = new ArrayList<>();

    @Test
    void execute_idleThenStopping_runsEachErrandOnTheLanesThreadInOrder() throws Exception {
        Queue<String> ran = new ConcurrentLinkedQueue<>();
        CountDownLatch first = new CountDownLatch(1);
        LaneThread<FakeWork> lane = new LaneThread<>(
                dispatcher,
                new Lane(group, 0),
                (where, batch) -> {},
                ticker,
                run -> new Thread(run, "the lane"),
                (where, fault) -> faults.add(fault),
                new Bursts());
        lane.start();
        lane.execute(() -> {
            ran.add("1 " + Thread.currentThread().getName());
            first.countDown();
        });
        assertThat(first.await(20, TimeUnit.SECONDS)).isTrue();
        lane.execute(() -> {
            throw new IllegalStateException("an errand that fails");
        });
        lane.execute(() -> ran.add("2 " + Thread.currentThread().getName()));
        lane.stop();
        assertThat(lane.join(LONG)).isTrue();
        assertThat(ran).containsExactly("1 the lane", "2 the lane");
        assertThat(faults).hasSize(1);
    }

    @Test
    void lane_waitingForACore_runsErrandsAndStops() throws Exception {
        Cores cores = new Cores(1);
        Cores.Seat other = cores.share(1).seat();
        LaneGroup shared = new LaneGroup("shared", DeviceGate.open(), cores.share(1));
        LaneThread<FakeWork> lane = new LaneThread<>(
                dispatcher,
                new Lane(shared, 0),
                (where, batch) -> {},
                ticker,
                Thread::new,
                (where, fault) -> faults.add(fault),
                new Bursts());
        other.take();
        lane.start();
        while (cores.waiting() < 1) {
            Thread.onSpinWait();
        }
        CountDownLatch ran = new CountDownLatch(1);
        lane.execute(ran::countDown);
        assertThat(ran.await(20, TimeUnit.SECONDS)).isTrue();
        lane.stop();
        assertThat(lane.join(LONG)).isTrue();
        assertThat(cores.waiting()).isZero();
        assertThat(faults).isEmpty();
        other.leave();
    }

    @Test
    void offersPollsCancels_concurrent_nothingIsLostOrDoubled() throws Exception {
        int submitters = 3;
        int each = 8_000;
        CountDownLatch ended = new CountDownLatch(1);
        AtomicInteger open = new AtomicInteger(1);
        Runnable end = () -> {
            if (open.decrementAndGet() == 0) {
                ended.countDown();
            }
        };
        start(3, (lane, batch) -> {
            for (FakeWork work : batch.works()) {
                work.dispatched.incrementAndGet();
                end.run();
            }
        });
        Queue<FakeWork> admitted = new ConcurrentLinkedQueue<>();
        Queue<FakeWork> refused = new ConcurrentLinkedQueue<>();
        Race.run(submitters, thread -> {
            for (int i = 0; i < each; i++) {
                FakeWork work = new FakeWork("w", group)
                        .key("key" + i % 2)
                        .tenant("t" + thread)
                        .lengths(1 + i % 5);
                work.onDrop = end;
                open.incrementAndGet();
                if (dispatcher.offer(work) instanceof Admission.Admitted permit) {
                    admitted.add(work);
                    disturb(i, work, permit);
                } else {
                    refused.add(work);
                    end.run();
                }
            }
        });
        end.run();
        assertThat(ended.await(20, TimeUnit.SECONDS)).isTrue();
        stop();
        assertThat(admitted.size() + refused.size()).isEqualTo(submitters * each);
        assertThat(admitted).isNotEmpty().allMatch(work -> work.ends() == 1);
        assertThat(refused).allMatch(work -> work.ends() == 0);
        assertThat(faults).isEmpty();
        assertThat(dispatcher.queued()).isZero();
        assertThat(dispatcher.running()).isZero();
    }

    private void disturb(int i, FakeWork work, Admission.Admitted permit) {
        if (i % 7 == 0) {
            permit.withdraw();
        } else if (i % 11 == 0) {
            work.live = false;
        } else if (i % 500 == 0) {
            ticker.advance(1);
        }
    }

    @Test
    void runner_throws_dropsTheBatchAndTheLaneGoesOn() throws Exception {
        CountDownLatch ran = new CountDownLatch(1);
        start(1, (lane, batch) -> {
            if (batch.works().get(0).name.equals("bad")) {
                throw new AssertionError("a runner that throws");
            }
            ran.countDown();
        });
        FakeWork bad = new FakeWork("bad", group);
        CountDownLatch dropped = new CountDownLatch(1);
        bad.onDrop = dropped::countDown;
        dispatcher.offer(bad);
        assertThat(dropped.await(20, TimeUnit.SECONDS)).isTrue();
        dispatcher.offer(new FakeWork("good", group));
        assertThat(ran.await(20, TimeUnit.SECONDS)).isTrue();
        stop();
        assertThat(bad.reason).hasValue(DropReason.FAULT);
        assertThat(faults).hasSize(1);
        assertThat(dispatcher.running()).isZero();
    }

    @Test
    void batchesWhileBusy_grow() throws Exception {
        CountDownLatch inFirst = new CountDownLatch(1);
        CountDownLatch release = new CountDownLatch(1);
        CountDownLatch second = new CountDownLatch(1);
        Queue<Integer> sizes = new ConcurrentLinkedQueue<>();
        start(1, (lane, batch) -> {
            sizes.add(batch.rows());
            if (sizes.size() == 1) {
                inFirst.countDown();
                release.await();
            } else {
                second.countDown();
            }
        });
        dispatcher.offer(new FakeWork("first", group));
        assertThat(inFirst.await(20, TimeUnit.SECONDS)).isTrue();
        for (int i = 0; i < 10; i++) {
            dispatcher.offer(new FakeWork("next", group));
        }
        release.countDown();
        assertThat(second.await(20, TimeUnit.SECONDS)).isTrue();
        stop();
        assertThat(sizes).containsExactly(1, 10);
    }

    @Test
    void stop_withWorkQueued_leavesItToClose() throws Exception {
        start(1, (lane, batch) -> {});
        stop();
        FakeWork left = new FakeWork("left", group);
        dispatcher.offer(left);
        dispatcher.close();
        assertThat(left.reason).hasValue(DropReason.DRAINED);
    }

    private void start(int count, BatchRunner<FakeWork> runner) {
        for (int i = 0; i < count; i++) {
            Lane lane = new Lane(group, i);
            lanes.add(new LaneThread<>(
                    dispatcher,
                    lane,
                    runner,
                    ticker,
                    run -> new Thread(run, lane.name()),
                    (at, fault) -> faults.add(fault),
                    new Bursts()));
        }
        lanes.forEach(LaneThread::start);
    }

    private void stop() throws InterruptedException {
        lanes.forEach(LaneThread::stop);
        for (LaneThread<FakeWork> lane : lanes) {
            assertThat(lane.join(LONG)).isTrue();
        }
    }
}
