package dev.triptych.bench.bare;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class TextLoopTest {
    private static final List<Integer> TOKENS = List.of(9, 3, 5, 4, 8);

    @Test
    void byLength_padsToTheLongestOfItsBatch() {
        assertThat(TextLoop.batches(TOKENS, 2, 0))
                .containsExactly(new long[] {2, 4}, new long[] {2, 8}, new long[] {1, 9});
    }

    @Test
    void padded_hasOneLength() {
        assertThat(TextLoop.batches(TOKENS, 3, 77)).containsExactly(new long[] {3, 77}, new long[] {2, 77});
    }

    @Test
    void stride_visitsEveryBatch() {
        for (int count = 1; count < 200; count++) {
            Set<Integer> seen = new TreeSet<>();
            for (int i = 0; i < count; i++) {
                seen.add(i * TextLoop.stride(count) % count);
            }
            assertThat(seen).hasSize(count);
        }
    }
}
