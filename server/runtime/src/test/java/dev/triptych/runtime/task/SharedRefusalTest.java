package dev.triptych.runtime.task;

import static org.assertj.core.api.Assertions.assertThat;

import dev.triptych.runtime.serving.Meter.CacheResult;
import dev.triptych.runtime.serving.Outcome;
import dev.triptych.spi.error.Reason;
import dev.triptych.spi.model.Embedding;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A call that is refused, while others wait for what it meant to run. */
class SharedRefusalTest {
    private final SharedWorld world = new SharedWorld(1 << 20);

    @Test
    void quotaOfTheCallThatRuns_isNotTheOnesThatWait() {
        world.refuseWith = Reason.QUOTA_EXCEEDED;
        world.refuseNext = true;
        world.beforeRefusal = () -> world.ask(1000, List.of("a"));
        world.ask(1000, List.of("a"));
        world.settle();
        SharedWorld.Asked waited = world.calls.get(0);
        assertThat(waited.result.join()).first().isInstanceOf(Outcome.Done.class);
        assertThat(world.calls.get(1).result).isCompletedExceptionally();
        // Each item is looked up once, also the one that is looked at again.
        assertThat(world.meter.cached).containsExactlyInAnyOrder(CacheResult.MISS, CacheResult.SHARED);
    }

    @Test
    void lateMiss_failsAloneBesideAHit() {
        keep("a");
        world.refuseWith = Reason.QUEUE_FULL;
        world.refuseNext = true;
        world.ask(1000, List.of("a", "b"));
        world.settle();
        List<Outcome<Embedding>> outcomes = world.calls.get(0).result.join();
        assertThat(outcomes).first().isInstanceOf(Outcome.Done.class);
        assertThat(outcomes.get(1)).isInstanceOf(Outcome.Failed.class);
        assertThat(world.meter.failed).isEmpty();
    }

    @Test
    void lateMisses_alone_refuseTheWholeCallAlsoWhenTheyAreEqual() {
        world.refuseWith = Reason.QUEUE_FULL;
        world.refuseNext = true;
        world.ask(1000, List.of("a", "a"));
        world.settle();
        assertThat(world.calls.get(0).result).isCompletedExceptionally();
    }

    @Test
    void refusedCall_countsItsHitsToo() {
        keep("a");
        world.refuseWith = Reason.MEMORY_SHORT;
        world.refuseNext = true;
        world.ask(1000, List.of("a", "b"));
        world.settle();
        assertThat(world.calls.get(0).result).isCompletedExceptionally();
        // The passage counts what it is given.
        assertThat(world.meter.failed).containsExactly(Reason.MEMORY_SHORT);
        assertThat(world.meter.shed).containsExactly(Reason.MEMORY_SHORT);
    }

    private void keep(String text) {
        world.ask(1000, List.of(text));
        world.settle();
        world.calls.clear();
    }
}
