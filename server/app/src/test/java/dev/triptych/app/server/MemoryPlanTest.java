package dev.triptych.app.server;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MemoryPlanTest {
    private static final long MIB = 1L << 20;

    @ParameterizedTest
    @CsvSource({"256,192", "1024,1024", "3072,4096", "8192,4096", "65536,65536"})
    void shares_leaveAnEighthOfTheDirectMemoryToBatches(long directMib, long heapMib) {
        long direct = directMib * MIB;
        long heap = heapMib * MIB;
        long promised = MemoryPlan.budget(0, direct) + MemoryPlan.inbound(MIB, heap, direct);

        assertThat(promised).isLessThanOrEqualTo(direct - direct / 8);
        assertThat(MemoryPlan.inbound(MIB, heap, direct) + MemoryPlan.cache(null, heap))
                .isLessThan(heap / 2);
    }

    @Test
    void inbound_smallMachine_holdsTwoOfTheLargestMessages() {
        assertThat(MemoryPlan.inbound(64 * MIB, 192 * MIB, 192 * MIB)).isEqualTo(128 * MIB);
    }

    @Test
    void whatTheOperatorAsksFor_holds() {
        assertThat(MemoryPlan.budget(5, 1 << 30)).isEqualTo(5);
        assertThat(MemoryPlan.cache(0L, 1 << 30)).isZero();
    }
}
