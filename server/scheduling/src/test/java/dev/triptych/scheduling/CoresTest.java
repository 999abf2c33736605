package dev.triptych.scheduling;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(value = 30, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
final class CoresTest {
    private final Cores cores = new Cores(1);
    private final Cores.Share host = cores.share(1);
    private final Cores.Share device = cores.share(1);
    private final Queue<String> order = new ConcurrentLinkedQueue<>();

    @Test
    void take_processorTaken_waitsUntilItIsLeft() throws Exception {
        Cores.Seat first = host.seat();
        first.take();
        Thread second = taking("device", device, 1);
        waitFor(1);
        assertThat(order).isEmpty();
        first.leave();
        second.join();
        assertThat(order).containsExactly("device");
        assertThat(cores.waiting()).isZero();
    }

    @Test
    void leave_twoGroupsWait_theOneThatUsedLessGoes() throws Exception {
        Cores.Seat busy = cores.share(1).seat();
        run(host.seat(), 1_000);
        run(device.seat(), 10);
        busy.take();
        Thread one = taking("host", host, 1);
        waitFor(1);
        Thread two = taking("device", device, 1);
        waitFor(2);
        busy.leave();
        one.join();
        two.join();
        assertThat(order).containsExactly("device", "host");
    }

    @Test
    void take_heldByTheGroupThatUsedMore_givesWayAndComesBack() throws Exception {
        Cores.Seat seat = host.seat();
        seat.take();
        Thread other = taking("device", device, 5_000);
        waitFor(1);
        seat.take();
        order.add("host, first");
        seat.ran(1_000);
        seat.take();
        order.add("host, again");
        other.join();
        seat.leave();
        assertThat(order).containsExactly("host, first", "device", "host, again");
    }

    @Test
    void take_afterIdling_nothingIsSavedUp() throws Exception {
        Cores.Seat seat = host.seat();
        for (int i = 0; i < 10; i++) {
            run(seat, 100);
        }
        seat.take();
        Thread late = daemon(() -> {
            Cores.Seat own = device.seat();
            for (int i = 0; i < 3; i++) {
                own.take();
                order.add("device");
                own.ran(150);
            }
            own.leave();
        });
        late.start();
        waitFor(1);
        for (int i = 0; i < 3; i++) {
            order.add("host");
            seat.ran(100);
            seat.take();
        }
        seat.leave();
        late.join();
        // With what it had not used in ten turns it would have run all three at once.
        assertThat(order).startsWith("host", "device", "host", "device");
    }

    @Test
    void take_groupsThatAlwaysWant_shareByTheirLanes() throws Exception {
        Cores one = new Cores(1);
        Cores.Share small = one.share(1);
        Cores.Share large = one.share(3);
        Cores.Seat starter = one.share(1).seat();
        starter.take();
        AtomicInteger turns = new AtomicInteger();
        AtomicInteger ofSmall = new AtomicInteger();
        List<Thread> threads = new ArrayList<>();
        for (Cores.Share share : List.of(small, large, large, large)) {
            Thread thread = daemon(() -> {
                Cores.Seat seat = share.seat();
                for (seat.take(); turns.getAndIncrement() < 4_000; seat.take()) {
                    ofSmall.addAndGet(share == small ? 1 : 0);
                    seat.ran(1_000);
                }
                seat.leave();
            });
            thread.start();
            threads.add(thread);
        }
        while (one.waiting() < threads.size()) {
            Thread.onSpinWait();
        }
        starter.leave();
        for (Thread thread : threads) {
            thread.join();
        }
        assertThat(ofSmall.get()).isCloseTo(1_000, within(3));
    }

    @Test
    void take_groupThatCouldNotUseItsShare_hasSavedNothing() throws Exception {
        Cores two = new Cores(2);
        Cores.Share single = two.share(1);
        Cores.Share pair = two.share(2);
        Cores.Seat small = single.seat();
        Cores.Seat large = pair.seat();
        Cores.Seat third = pair.seat();
        small.take();
        large.take();
        for (int i = 0; i < 100; i++) {
            small.ran(100);
            small.take();
            large.ran(10_000);
            large.take();
        }
        Thread waits = daemon(() -> {
            third.take();
            third.leave();
        });
        waits.start();
        while (two.waiting() < 1) {
            Thread.onSpinWait();
        }
        // By all that it ever used, the single lane would go before the pair for a long time.
        small.ran(10_000);
        assertThat(small.takeNow()).isFalse();
        waits.join();
        assertThat(small.takeNow()).isTrue();
        small.leave();
        large.leave();
    }

    @Test
    void interrupt_waiting_endsTheWaitWithoutATurn() throws Exception {
        Cores.Seat first = host.seat();
        Cores.Seat second = device.seat();
        first.take();
        AtomicInteger taken = new AtomicInteger();
        Thread waits = daemon(() -> taken.set(second.take() ? 1 : 2));
        waits.start();
        waitFor(1);
        second.interrupt();
        waits.join();
        assertThat(taken).hasValue(2);
        assertThat(cores.waiting()).isZero();
        first.leave();
        assertThat(second.takeNow()).isTrue();
        second.leave();
    }

    @Test
    void parallel_byWhatOthersHoldNow_atLeastTheShare() {
        Cores two = new Cores(2);
        Cores.Share many = two.share(6);
        Cores.Share few = two.share(2);
        Cores.Seat one = few.seat();
        Cores.Seat other = few.seat();
        // Never more than there are processors, however many lanes.
        assertThat(many.parallel()).isEqualTo(2);
        one.take();
        assertThat(many.parallel()).isEqualTo(1.5);
        assertThat(few.parallel()).isEqualTo(2);
        other.take();
        assertThat(many.parallel()).isEqualTo(1.5);
        one.leave();
        other.leave();
        assertThat(many.parallel()).isEqualTo(2);
    }

    @Test
    void take_asManyProcessorsAsLanes_nobodyWaits() {
        Cores enough = new Cores(2);
        Cores.Share one = enough.share(1);
        Cores.Share two = enough.share(1);
        one.seat().take();
        two.seat().take();
        LaneGroup alone = new LaneGroup("alone", DeviceGate.open());
        alone.cores().seat().take();
        alone.cores().seat().take();
        assertThat(enough.waiting()).isZero();
    }

    @Test
    void processors_none_isRefused() {
        assertThatThrownBy(() -> new Cores(0)).isInstanceOf(IllegalArgumentException.class);
    }

    private static void run(Cores.Seat seat, long nanos) {
        seat.take();
        seat.ran(nanos);
        seat.leave();
    }

    private Thread taking(String name, Cores.Share share, long nanos) {
        Thread thread = daemon(() -> {
            Cores.Seat seat = share.seat();
            seat.take();
            order.add(name);
            seat.ran(nanos);
            seat.leave();
        });
        thread.start();
        return thread;
    }

    private static Thread daemon(Runnable run) {
        Thread thread = new Thread(run);
        thread.setDaemon(true);
        return thread;
    }

    private void waitFor(int waiting) {
        while (cores.waiting() < waiting) {
            Thread.onSpinWait();
        }
    }
}
