package dev.triptych.bench.bare;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

class LoopSpecTest {
    @Test
    void throughput_onTwoCores_triesBothWays() {
        assertThat(LoopSpec.throughput(2, List.of(1, 4)))
                .containsExactlyInAnyOrder(
                        new LoopSpec(2, 1, 1), new LoopSpec(2, 4, 1), new LoopSpec(1, 1, 2), new LoopSpec(1, 4, 2));
    }

    @Test
    void onOneCore_noWayIsTriedTwice() {
        assertThat(LoopSpec.throughput(1, List.of(4))).containsExactly(new LoopSpec(1, 4, 1));
        assertThat(LoopSpec.latency(1)).containsExactly(new LoopSpec(1, 1, 1));
    }

    @Test
    void latency_onTwoCores_triesOneThreadAndTwo() {
        assertThat(LoopSpec.latency(2)).containsExactlyInAnyOrder(new LoopSpec(1, 1, 1), new LoopSpec(1, 1, 2));
    }

    @Test
    void spec_withoutLanes_isRefused() {
        assertThatThrownBy(() -> new LoopSpec(0, 1, 1)).isInstanceOf(IllegalArgumentException.class);
    }
}
