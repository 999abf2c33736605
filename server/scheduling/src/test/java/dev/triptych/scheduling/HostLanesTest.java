package dev.triptych.scheduling;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
final class HostLanesTest {
    private final FakeTicker ticker = new FakeTicker();
    private final Queue<Throwable> faults = new ConcurrentLinkedQueue<>();
    private final Queue<String> order = new ConcurrentLinkedQueue<>();
    private final HostLanes lanes =
            new HostLanes(1, 0, new QueueBounds(3, 1_000), ticker, Thread::new, (where, fault) -> faults.add(fault));
    private final FakeWeights weights = new FakeWeights();
    private final HostLanes shared = new HostLanes(
            1, 0, QueueBounds.NONE, weights, new Cores(1), ticker, Thread::new, (where, fault) -> faults.add(fault));
    private final FakeWork request = new FakeWork("request", new LaneGroup("none", DeviceGate.open()));

    @AfterEach
    void stop() throws InterruptedException {
        lanes.close();
        shared.close();
        assertThat(shared.join(() -> 0, TimeUnit.SECONDS.toNanos(20))).isTrue();
        assertThat(lanes.join(() -> 0, TimeUnit.SECONDS.toNanos(20))).isTrue();
    }

    @Test
    void kinds_queuedTogether_runInTheirOrder() throws Exception {
        CountDownLatch all = new CountDownLatch(3);
        submit(HostKind.DECODE, all);
        submit(HostKind.POST, all);
        lanes.executor(request).execute(() -> {
            order.add("CONTINUATION");
            all.countDown();
        });
        assertThat(lanes.queued()).isEqualTo(3);
        lanes.start();
        assertThat(all.await(20, TimeUnit.SECONDS)).isTrue();
        assertThat(order).containsExactly("CONTINUATION", "POST", "DECODE");
    }

    @Test
    void cancelledRequest_onlyContinuationsRun() throws Exception {
        CountDownLatch ran = new CountDownLatch(1);
        Queue<DropReason> dropped = new ConcurrentLinkedQueue<>();
        CountDownLatch drop = new CountDownLatch(1);
        lanes.submit(request, HostKind.DECODE, 1, () -> order.add("DECODE"), reason -> {
            dropped.add(reason);
            drop.countDown();
        });
        request.live = false;
        lanes.executor(request).execute(ran::countDown);
        lanes.start();
        assertThat(ran.await(20, TimeUnit.SECONDS)).isTrue();
        assertThat(drop.await(20, TimeUnit.SECONDS)).isTrue();
        assertThat(dropped).containsExactly(DropReason.CANCELLED);
        assertThat(order).isEmpty();
    }

    @Test
    void decodes_aboveTheBound_areRefusedButOthersAreNot() {
        for (int i = 0; i < 3; i++) {
            assertThat(decode()).isInstanceOf(Admission.Admitted.class);
        }
        assertThat(((Admission.Refused) decode()).reason()).isEqualTo(Admission.Reason.FULL);
        assertThat(lanes.submit(request, HostKind.POST, 1, () -> {}, reason -> {}))
                .isInstanceOf(Admission.Admitted.class);
    }

    @Test
    void close_continuationsThatWait_runAndDecodesAreDropped() {
        lanes.executor(request).execute(() -> order.add("CONTINUATION"));
        lanes.submit(request, HostKind.DECODE, 1, () -> order.add("DECODE"), reason -> order.add(reason.name()));
        lanes.close();
        assertThat(order).containsExactlyInAnyOrder("CONTINUATION", "DRAINED");
        assertThat(faults).isEmpty();
    }

    @Test
    void close_aContinuationThatThrows_isReportedAndTheNextRuns() {
        lanes.executor(request).execute(() -> {
            throw new NoClassDefFoundError("a plugin that is half gone");
        });
        lanes.executor(request).execute(() -> order.add("CONTINUATION"));
        lanes.close();
        assertThat(order).containsExactly("CONTINUATION");
        assertThat(List.copyOf(faults)).hasExactlyElementsOfTypes(NoClassDefFoundError.class);
    }

    @Test
    void executor_closed_runsAtTheCaller() {
        lanes.close();
        lanes.executor(request).execute(() -> order.add("CONTINUATION"));
        assertThat(order).containsExactly("CONTINUATION");
    }

    @Test
    void run_throws_isReportedAndDropped() throws Exception {
        CountDownLatch drop = new CountDownLatch(1);
        Queue<DropReason> dropped = new ConcurrentLinkedQueue<>();
        lanes.start();
        lanes.submit(
                request,
                HostKind.POST,
                1,
                () -> {
                    throw new IllegalStateException("a decoder that throws");
                },
                reason -> {
                    dropped.add(reason);
                    drop.countDown();
                });
        assertThat(drop.await(20, TimeUnit.SECONDS)).isTrue();
        assertThat(List.copyOf(dropped)).containsExactly(DropReason.FAULT);
        assertThat(faults).hasSize(1);
    }

    @Test
    void dropped_throwsAnError_theLaneGoesOn() throws Exception {
        CountDownLatch next = new CountDownLatch(1);
        lanes.submit(
                request,
                HostKind.POST,
                1,
                () -> {
                    throw new IllegalStateException("a step that throws");
                },
                reason -> {
                    throw new NoClassDefFoundError("a plugin that is half gone");
                });
        submit(HostKind.POST, next);
        lanes.start();
        assertThat(next.await(20, TimeUnit.SECONDS)).isTrue();
        assertThat(List.copyOf(faults))
                .hasExactlyElementsOfTypes(IllegalStateException.class, NoClassDefFoundError.class);
    }

    @Test
    void shortLane_longDecodeRuns_postIsNotHeldBack() throws Exception {
        HostLanes both =
                new HostLanes(1, 1, QueueBounds.NONE, ticker, Thread::new, (where, fault) -> faults.add(fault));
        CountDownLatch decoding = new CountDownLatch(1);
        CountDownLatch release = new CountDownLatch(1);
        CountDownLatch posted = new CountDownLatch(1);
        both.start();
        both.submit(
                request,
                HostKind.DECODE,
                1,
                () -> {
                    decoding.countDown();
                    await(release);
                },
                reason -> {});
        assertThat(decoding.await(20, TimeUnit.SECONDS)).isTrue();
        both.submit(request, HostKind.POST, 1, posted::countDown, reason -> {});
        assertThat(posted.await(20, TimeUnit.SECONDS)).isTrue();
        release.countDown();
        both.close();
        assertThat(both.join(() -> 0, TimeUnit.SECONDS.toNanos(20))).isTrue();
    }

    @Test
    void lanesOfTwoGroups_oneProcessor_runOneAtATimeAndAll() throws Exception {
        Cores cores = new Cores(1);
        AtomicInteger running = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        CountDownLatch all = new CountDownLatch(400);
        List<HostLanes> groups = new ArrayList<>();
        for (int i = 0; i < 2; i++) {
            HostLanes group = new HostLanes(
                    1,
                    0,
                    QueueBounds.NONE,
                    Weights.EQUAL,
                    cores,
                    System::nanoTime,
                    Thread::new,
                    (where, fault) -> faults.add(fault));
            group.start();
            groups.add(group);
        }
        for (int i = 0; i < 400; i++) {
            groups.get(i % 2)
                    .submit(
                            request,
                            HostKind.CONTINUATION,
                            1,
                            () -> {
                                most.accumulateAndGet(running.incrementAndGet(), Math::max);
                                linger();
                                running.decrementAndGet();
                                all.countDown();
                            },
                            reason -> {});
        }
        assertThat(all.await(20, TimeUnit.SECONDS)).isTrue();
        assertThat(most).hasValue(1);
        for (HostLanes group : groups) {
            group.close();
            assertThat(group.join(System::nanoTime, TimeUnit.SECONDS.toNanos(20)))
                    .isTrue();
        }
        assertThat(faults).isEmpty();
    }

    private static void linger() {
        for (int i = 0; i < 10_000; i++) {
            Thread.onSpinWait();
        }
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException interrupted) {
            throw new AssertionError(interrupted);
        }
    }

    private void submit(HostKind kind, CountDownLatch ran) {
        Runnable run = () -> {
            order.add(kind.name());
            ran.countDown();
        };
        lanes.submit(request, kind, 1, run, reason -> {});
    }

    private Admission decode() {
        return lanes.submit(request, HostKind.DECODE, 1, () -> {}, reason -> {});
    }

    @Test
    void lightTenant_besideAFloodOfDecodes_runsAfterOneOfThem() throws Exception {
        CountDownLatch all = new CountDownLatch(41);
        for (int i = 0; i < 40; i++) {
            decode("flood", 1_000_000, all);
        }
        FakeWork light = decode("light", 1_000_000, all);
        shared.start();
        assertThat(all.await(20, TimeUnit.SECONDS)).isTrue();
        assertThat(List.copyOf(order).indexOf(light.flow.tenant())).isLessThanOrEqualTo(1);
    }

    @Test
    void weights_threeToOne_shareTheLaneSo() throws Exception {
        weights.tenants.put("heavy", 3.0);
        CountDownLatch all = new CountDownLatch(80);
        for (int i = 0; i < 40; i++) {
            decode("heavy", 1_000_000, all);
            decode("other", 1_000_000, all);
        }
        shared.start();
        assertThat(all.await(20, TimeUnit.SECONDS)).isTrue();
        List<String> first = List.copyOf(order).subList(0, 40);
        assertThat(first.stream().filter("heavy"::equals).count()).isBetween(27L, 33L);
    }

    @Test
    void decodedNanos_behindAFlood_countsItsOwnTurnOnly() throws Exception {
        CountDownLatch learned = new CountDownLatch(8);
        for (int i = 0; i < 8; i++) {
            decode("flood", 1_000_000, learned);
        }
        shared.start();
        assertThat(learned.await(20, TimeUnit.SECONDS)).isTrue();
        Flow light = new Flow("light", "model");
        assertThat(shared.decodeNanos("model", 2_000_000, false)).isEqualTo(2_000_000);
        assertThat(shared.decodeNanos("other", 2_000_000, false)).isZero();
        Promise flood = shared.promise(new Flow("flood", "model"), 500_000_000, Long.MAX_VALUE);
        assertThat(shared.decodedNanos(light, 1_000_000, Long.MAX_VALUE) - ticker.nanos())
                .isBetween(1_000_000L, 3_000_000L);
        Promise own = shared.promise(light, 7_000_000, Long.MAX_VALUE);
        assertThat(shared.decodedNanos(light, 1_000_000, Long.MAX_VALUE) - ticker.nanos())
                .isGreaterThanOrEqualTo(8_000_000L);
        own.close();
        flood.close();
    }

    private FakeWork decode(String tenant, long cost, CountDownLatch ran) {
        FakeWork scope = new FakeWork(tenant, new LaneGroup("none", DeviceGate.open())).tenant(tenant);
        Runnable run = () -> {
            ticker.advance(cost);
            order.add(tenant);
            ran.countDown();
        };
        assertThat(shared.submit(scope, HostKind.DECODE, cost, run, reason -> {}))
                .isInstanceOf(Admission.Admitted.class);
        return scope;
    }
}
