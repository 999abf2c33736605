package dev.triptych.scheduling;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Two groups of lanes, long and short, as the host has: what a lane takes of what waits at the other group. */
final class StealingTest {
    private static final int POST = 1;
    private static final int DECODE = 2;

    private final Bench bench = new Bench(BatchPolicy.single(QueueBounds.NONE));
    private final LaneGroup shortGroup = new LaneGroup("short", DeviceGate.open());
    private final Set<LaneGroup> both = Set.of(bench.group, shortGroup);

    StealingTest() {
        bench.attach(new Lane(shortGroup, 0));
    }

    @Test
    void earlierBandAtTheOtherGroup_goesBeforeTheOwnLaterBand() {
        bench.queue(decode("decode0"));
        bench.queue(decode("decode1"));
        bench.queue(post("post").lanes(both));
        assertThat(run(0)).isEqualTo("post");
        assertThat(run(0)).isEqualTo("decode0");
    }

    @Test
    void ownLaterBand_passedOverSixteenTimesForTheOthers_goesFirst() {
        for (int i = 0; i < 40; i++) {
            bench.queue(decode("decode"));
        }
        for (int i = 0; i < 40; i++) {
            bench.queue(post("post").lanes(Set.of(shortGroup, bench.group)));
        }
        for (int i = 0; i < 16; i++) {
            assertThat(run(0)).isEqualTo("post");
        }
        assertThat(run(0)).isEqualTo("decode");
        assertThat(run(0)).isEqualTo("post");
    }

    @Test
    void overdueBandThatMayNotRunHere_doesNotHideAnother() {
        bench.queue(decode("decode"));
        for (int i = 0; i < 16; i++) {
            bench.queue(post("own").key("own"));
            assertThat(run(0)).isEqualTo("own");
        }
        bench.queue(post("busy").key("busy").lanes(Set.of(shortGroup)).costPerRow(9_000));
        bench.queue(post("post").lanes(both));
        assertThat(run(1)).isEqualTo("busy");
        assertThat(run(1)).isEqualTo("post");
        assertThat(bench.poll(1)).isNull();
        assertThat(run(0)).isEqualTo("decode");
    }

    @Test
    void firstOfTheBandThatMayNotRunHere_doesNotHideAnother() {
        bench.queue(bench.work("bound").key("bound").tenant("a"));
        bench.queue(bench.work("busy").key("busy").lanes(Set.of(shortGroup)).costPerRow(9_000));
        bench.queue(bench.work("free").key("free").tenant("b").lanes(both));
        assertThat(run(1)).isEqualTo("busy");
        assertThat(run(1)).isEqualTo("free");
        assertThat(bench.poll(1)).isNull();
        assertThat(run(0)).isEqualTo("bound");
    }

    private FakeWork decode(String name) {
        return bench.work(name).key("decode").band(DECODE).costPerRow(1_000);
    }

    private FakeWork post(String name) {
        return bench.work(name).key("post").band(POST);
    }

    /** Polls a lane and ends its batch at once; the name of the one work in it. */
    private String run(int lane) {
        Batch<FakeWork> batch = Objects.requireNonNull(bench.poll(lane));
        bench.dispatcher.finished(bench.lanes.get(lane), batch, 0, 1);
        assertThat(batch.works()).hasSize(1);
        return batch.works().get(0).name;
    }
}
