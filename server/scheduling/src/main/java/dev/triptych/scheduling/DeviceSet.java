package dev.triptych.scheduling;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The devices of one dispatcher, in the order in which they were registered: where a work waits, and from which queue a lane
 * takes its batch. Guarded by the dispatcher's lock.
 */
final class DeviceSet<W extends Work> {
    private final PolicyBook policies;
    private final Weights weights;
    private final Map<LaneGroup, DeviceQueue<W>> devices = new HashMap<>();
    private final List<DeviceQueue<W>> inOrder = new ArrayList<>();

    DeviceSet(PolicyBook policies, Weights weights) {
        this.policies = policies;
        this.weights = weights;
    }

    /** The device of a group, made known with its first use. */
    DeviceQueue<W> registered(LaneGroup group) {
        DeviceQueue<W> device = devices.get(group);
        if (device == null) {
            device = new DeviceQueue<>(group, policies, weights);
            devices.put(group, device);
            inOrder.add(device);
        }
        return device;
    }

    /** The device of a group that must be known. */
    DeviceQueue<W> known(LaneGroup group) {
        DeviceQueue<W> device = devices.get(group);
        if (device == null) {
            throw new IllegalArgumentException("device: got " + group + ", which has not been registered");
        }
        return device;
    }

    /**
     * The device where a work waits: of those it may run on, the one with the least cost before it; among equals the one
     * registered last, whatever the order of the set, so that equal histories give equal batches.
     */
    DeviceQueue<W> home(W work) {
        DeviceQueue<W> best = null;
        int known = 0;
        for (int i = 0; i < inOrder.size(); i++) {
            DeviceQueue<W> device = inOrder.get(i);
            if (work.lanes().contains(device.group)) {
                known++;
                best = best == null || device.load() <= best.load() ? device : best;
            }
        }
        if (best == null || known < work.lanes().size()) {
            throw new IllegalArgumentException(
                    "work: got lanes on " + work.lanes() + ", not all of which have been registered, or none");
        }
        return best;
    }

    /** The device with the least cost before it; null when none is known. */
    @Nullable DeviceQueue<W> leastBusy() {
        DeviceQueue<W> best = null;
        for (int i = 0; i < inOrder.size(); i++) {
            DeviceQueue<W> device = inOrder.get(i);
            best = best == null || device.load() < best.load() ? device : best;
        }
        return best;
    }

    /** When work would have ended at the device that is done with it first. */
    long finishNanos(Arrival work, long now) {
        long finish = Math.max(now, work.readyNanos()) + work.serviceNanos();
        for (int i = 0; i < inOrder.size(); i++) {
            long there = inOrder.get(i).finishNanos(work, now);
            finish = i == 0 ? there : Math.min(finish, there);
        }
        return finish;
    }

    /** A lane to wake for a work that waits at home; null when none needs to know. */
    @Nullable LaneState idleFor(W work, DeviceQueue<W> home, long now) {
        if (work.lanes().size() == 1 && home.called() > 0 && home.isShort()) {
            return null;
        }
        LaneState lane = home.idle(now);
        if (lane == null && work.lanes().size() > 1) {
            for (int i = 0; i < inOrder.size() && lane == null; i++) {
                DeviceQueue<W> other = inOrder.get(i);
                lane = work.lanes().contains(other.group) ? other.idle(now) : null;
            }
        }
        return lane == null && home.waiting == 1 ? home.early() : lane;
    }

    /** An earlier band wherever it waits, then the lane's own device, then what others have and this one may run. */
    @Nullable Batch<W> bind(DeviceQueue<W> device, Drops<W> drops, long now, int rows) {
        Batch<W> batch = device.waiting == 0 || inOrder.size() == 1 ? null : elsewhere(device, drops, now, rows);
        if (batch == null) {
            batch = Assembly.bind(device, device.group, drops, now, rows);
        }
        for (int i = 0; i < inOrder.size() && batch == null; i++) {
            if (inOrder.get(i).waiting > 0) {
                batch = Assembly.bind(inOrder.get(i), device.group, drops, now, rows);
            }
        }
        return batch;
    }

    private @Nullable Batch<W> elsewhere(DeviceQueue<W> device, Drops<W> drops, long now, int rows) {
        int own = device.rank(device.group);
        for (int i = 0; i < inOrder.size(); i++) {
            DeviceQueue<W> other = inOrder.get(i);
            int band = other == device || other.waiting == 0 ? own : other.rank(device.group);
            if (band < own) {
                device.passed(Math.max(0, band));
                return Assembly.bind(other, device.group, drops, now, rows);
            }
        }
        return null;
    }

    /** Drops all that has expired; how many. */
    int expire(long now, Drops<W> drops) {
        int count = 0;
        for (int i = 0; i < inOrder.size(); i++) {
            DeviceQueue<W> device = inOrder.get(i);
            for (Entry<W> entry = device.expired(now); entry != null; entry = device.expired(now)) {
                device.remove(entry);
                drops.add(entry.work, entry.work.live() ? DropReason.EXPIRED : DropReason.CANCELLED);
                count++;
            }
        }
        return count;
    }

    /** Drops all that waits. */
    void empty(Drops<W> drops) {
        for (int i = 0; i < inOrder.size(); i++) {
            DeviceQueue<W> device = inOrder.get(i);
            for (Entry<W> entry = device.any(); entry != null; entry = device.any()) {
                device.remove(entry);
                drops.add(entry.work, DropReason.DRAINED);
            }
        }
    }

    int waiting() {
        int sum = 0;
        for (int i = 0; i < inOrder.size(); i++) {
            sum += inOrder.get(i).waiting;
        }
        return sum;
    }

    long waitingCost() {
        long sum = 0;
        for (int i = 0; i < inOrder.size(); i++) {
            sum += inOrder.get(i).waitingCost;
        }
        return sum;
    }
}
