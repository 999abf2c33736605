package dev.triptych.spi.backend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.triptych.spi.graph.Pad;
import dev.triptych.spi.graph.Port;
import dev.triptych.spi.tensor.DType;
import java.util.List;
import org.junit.jupiter.api.Test;

class BatchLayoutTest {
    private final Port ids = Port.batched("ids", DType.INT64, List.of(-1L, -1L)).padded(7, List.of(new Pad(1, 0)));
    private final Port state =
            Port.batched("h", DType.FP32, List.of(2L, -1L, 5L)).batchedAlong(1);

    @Test
    void batched_paddedPort_takesRowsAndLength() {
        assertThat(BatchLayout.batched(ids, 3, new int[] {9}, new long[] {1, 4}))
                .containsExactly(3, 9);
    }

    @Test
    void batched_freeAxis_takesTheItems() {
        Port free = Port.batched("x", DType.FP32, List.of(-1L, -1L));
        assertThat(BatchLayout.batched(free, 2, new int[0], new long[] {1, 6})).containsExactly(2, 6);
        assertThat(BatchLayout.known(free, 2, new int[0])).isEmpty();
    }

    @Test
    void batched_itemThatDoesNotFit_isRefused() {
        assertThatThrownBy(() -> BatchLayout.batched(ids, 3, new int[] {9}, new long[] {1, 10}))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("port ids: shape [1, 10] does not fit [-1, -1]");
        assertThatThrownBy(() -> BatchLayout.batched(state, 3, new int[0], new long[] {3, 1, 5}))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> BatchLayout.batched(state, 3, new int[0], new long[] {2, 1}))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void originAndShare_otherAxis_followIt() {
        assertThat(BatchLayout.origin(state, 2)).containsExactly(0, 2, 0);
        assertThat(BatchLayout.share(state, new long[] {2, 4, 5}, 1, new int[0]))
                .containsExactly(2, 1, 5);
    }

    @Test
    void share_padding_isCutToTheItemsOwnLength() {
        assertThat(BatchLayout.share(ids, new long[] {3, 9}, 1, new int[] {4})).containsExactly(1, 4);
        assertThat(BatchLayout.share(ids, new long[] {3, 9}, 1, new int[0])).containsExactly(1, 9);
    }
}
