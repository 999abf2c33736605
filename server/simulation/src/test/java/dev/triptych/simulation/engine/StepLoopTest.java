package dev.triptych.simulation.engine;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.function.BiFunction;
import org.junit.jupiter.api.Test;

/** A policy that breaks a rule is caught. */
class StepLoopTest {
    private static final long SPAN = 200_000_000;

    /** First come, first served; the tests break one rule each. */
    private static class Rule extends QueuedSlots {
        Rule(StepLoop loop) {
            super(StepLoop.Way.FIFO, loop, 2);
        }
    }

    @Test
    void run_rulesKept_passes() {
        assertThatCode(() -> play((time, loop) -> new Rule(loop))).doesNotThrowAnyException();
    }

    @Test
    void run_aSlotForTwo_isCaught() {
        caught("no slot has two owners", (time, loop) -> new Rule(loop) {
            @Override
            public void ask(Sequence sequence) {
                super.ask(sequence);
                loop.granted(sequence, sequence.slots);
            }
        });
    }

    @Test
    void run_aSlotThatIsNotGivenBack_isCaught() {
        caught("slots are conserved", (time, loop) -> new Rule(loop) {
            @Override
            public void giveBack(Sequence sequence) {}
        });
    }

    @Test
    void run_whoWaitsBesideFreeSlots_isCaught() {
        caught("nobody waits beside free slots", (time, loop) -> new Rule(loop) {
            @Override
            public int waiting() {
                return 1;
            }
        });
    }

    @Test
    void run_aSequenceThatIsForgotten_isCaught() {
        caught("each has one end", (time, loop) -> new Rule(loop) {
            @Override
            public void ask(Sequence sequence) {
                if (sequence.number != 3) {
                    super.ask(sequence);
                }
            }
        });
    }

    @Test
    void run_aDropOfWhoHasSlots_isCaught() {
        caught("who has slots is not dropped", (time, loop) -> new Rule(loop) {
            @Override
            public void ask(Sequence sequence) {
                super.ask(sequence);
                loop.dropped(sequence, "LATE");
            }
        });
    }

    private static void caught(String rule, BiFunction<VirtualTime, StepLoop, SlotPolicy> policy) {
        assertThatThrownBy(() -> play(policy)).isInstanceOf(Violation.class).hasMessageStartingWith(rule);
    }

    private static void play(BiFunction<VirtualTime, StepLoop, SlotPolicy> policy) {
        StepLoop loop = new StepLoop(1, 2, Timing.line(1_000_000, 0), StepLoop.Way.FIFO, policy);
        SequenceTally unused = loop.send(SequenceLoad.of("a", 200, SPAN, 2, 8));
        loop.run();
    }
}
