package dev.triptych.simulation.engine;

import dev.triptych.scheduling.Weights;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.function.BiFunction;

/**
 * A decoder on virtual time: sequences hold slots of an arena, and all that hold some advance together, one token a step;
 * who gets slots joins with the next step, who has all its tokens leaves.
 *
 * <p>Checks at each step: no slot has two owners; nobody gets slots too late or after its end; the loop does not stand
 * still beside a sequence that fits; at the end each sequence has ended once and all slots are free.
 */
public final class StepLoop {
    /** Who gets slots next. */
    public enum Way {
        /** The scheduler's own order. */
        SHARED,
        /** First in, first out. */
        FIFO,
        /** The oldest that fits. */
        WHO_FITS,
        /** As many as fit, when the longest of the batch before has ended. */
        WHOLE_BATCHES
    }

    private final VirtualTime time = new VirtualTime();
    private final Dice dice;
    private final Timing step;
    private final int count;
    private final Way way;
    private final SlotPolicy policy;
    private final BitSet held = new BitSet();
    private final List<Sequence> active = new ArrayList<>();
    private final List<SequenceTally> tallies = new ArrayList<>();
    private boolean stepping;
    private int widest = 1;
    private long numbers;
    private long checks;

    /** An arena of free slots. */
    public StepLoop(long seed, int slots, Timing step, Way way, Weights weights) {
        this(
                seed,
                slots,
                step,
                way,
                (time, loop) -> way == Way.SHARED
                        ? new SharedSlots(time, loop, slots, weights)
                        : new QueuedSlots(way, loop, slots));
    }

    /** The same under a policy of the caller's. */
    StepLoop(long seed, int slots, Timing step, Way way, BiFunction<VirtualTime, StepLoop, SlotPolicy> policy) {
        this.dice = new Dice(seed);
        this.step = step;
        this.count = slots;
        this.way = way;
        this.policy = policy.apply(time, this);
    }

    /** Plans sequences; the tally is complete when the run is over. */
    public SequenceTally send(SequenceLoad load) {
        widest = Math.max(widest, load.beams());
        SequenceTally tally = new SequenceTally();
        tallies.add(tally);
        Dice own = dice.split();
        long first = load.arrivals().next(own, 0);
        if (first < load.until()) {
            time.at(first, () -> arrive(load, tally, own));
        }
        return tally;
    }

    /** Runs until nothing more is planned. */
    public void run() {
        while (time.step()) {
            if (time.settled()) {
                settled();
            }
        }
        check("all slots are free at the end", policy.free() == count && held.isEmpty(), policy.free() + " free");
        check("nobody is left", policy.waiting() == 0 && active.isEmpty(), policy.waiting() + " wait");
        for (SequenceTally tally : tallies) {
            int sent = tally.whole().sent();
            check(
                    "each has one end",
                    tally.whole().total() == sent,
                    tally.whole().total() + " ends of " + sent);
        }
    }

    /** How many checks held. */
    public long checks() {
        return checks;
    }

    /** When the last planned thing had happened. */
    public long nanos() {
        return time.nanos();
    }

    private void arrive(SequenceLoad load, SequenceTally tally, Dice own) {
        long now = time.nanos();
        Sequence sequence = new Sequence(load, tally, numbers++, now, own.between(load.shortest(), load.longest()));
        tally.whole().arrived();
        if (own.perMille(load.cancels())) {
            time.at(now + own.between(0, Simulation.SECOND), () -> cancel(sequence));
        }
        if (sequence.latestStartNanos() != Long.MAX_VALUE) {
            time.at(sequence.latestStartNanos() + 1, policy::expire);
        }
        policy.ask(sequence);
        long next = load.arrivals().next(own, now);
        if (next < load.until()) {
            time.at(next, () -> arrive(load, tally, own));
        }
    }

    void granted(Sequence sequence, int[] slots) {
        check("as many slots as beams", slots.length == sequence.beams(), Arrays.toString(slots));
        check("who has ended gets nothing", !sequence.over, "sequence " + sequence.number);
        for (int slot : slots) {
            check("no slot has two owners", slot >= 0 && slot < count && !held.get(slot), "slot " + slot);
            held.set(slot);
        }
        if (way == Way.SHARED) {
            check("nobody starts too late", time.nanos() <= sequence.latestStartNanos(), "sequence " + sequence.number);
        }
        sequence.granted = time.nanos();
        sequence.slots = slots;
        active.add(sequence);
        if (!stepping) {
            stepping = true;
            time.at(time.nanos(), this::begin);
        }
    }

    void dropped(Sequence sequence, String reason) {
        check("who has slots is not dropped", sequence.granted < 0, "sequence " + sequence.number + ": " + reason);
        end(sequence, reason);
    }

    private void cancel(Sequence sequence) {
        if (sequence.over) {
            return;
        }
        if (sequence.granted >= 0) {
            end(sequence, "CANCELLED");
        } else {
            policy.withdraw(sequence);
        }
    }

    private void begin() {
        List<Sequence> together = List.copyOf(active);
        stepping = !together.isEmpty();
        if (stepping) {
            int rows = together.stream().mapToInt(Sequence::beams).sum();
            long nanos = step.nanos(rows, rows) * dice.between(970, 1030) / 1000;
            time.at(time.nanos() + nanos, () -> stepped(together));
        }
    }

    private void stepped(List<Sequence> together) {
        long now = time.nanos();
        for (Sequence sequence : together) {
            if (sequence.over) {
                continue;
            }
            sequence.tally.token();
            if (++sequence.made == 1) {
                sequence.tally.first().answered(now - sequence.arrived, 1);
            }
            if (sequence.made == sequence.tokens) {
                end(sequence, "");
            }
        }
        begin();
    }

    private void end(Sequence sequence, String reason) {
        check("one end", !sequence.over, "sequence " + sequence.number + " ended again: " + reason);
        sequence.over = true;
        long now = time.nanos();
        if (reason.isEmpty()) {
            sequence.tally.whole().answered(now - sequence.arrived, 1);
        } else {
            sequence.tally.whole().ended(reason);
        }
        if (sequence.granted >= 0) {
            active.remove(sequence);
            sequence.tally.held(now - sequence.granted, sequence.beams());
            for (int slot : sequence.slots) {
                held.clear(slot);
            }
            policy.giveBack(sequence);
        }
    }

    private void settled() {
        check("slots are conserved", policy.free() + held.cardinality() == count, policy.free() + " free");
        boolean room = policy.free() >= widest && way != Way.WHOLE_BATCHES;
        check("nobody waits beside free slots", !room || policy.waiting() == 0, policy.waiting() + " wait");
        check("an arena with sequences is at work", stepping || policy.waiting() == 0, policy.waiting() + " wait");
    }

    private void check(String invariant, boolean holds, String seen) {
        checks++;
        if (!holds) {
            throw new Violation(invariant, seen);
        }
    }
}
