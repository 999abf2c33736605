package dev.triptych.spi.tensor;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class BlocksTest {
    @Property
    void copy_anyBlock_movesEachElementToItsPlace(
            @ForAll @IntRange(min = 1, max = 3) int a,
            @ForAll @IntRange(min = 1, max = 3) int b,
            @ForAll @IntRange(min = 0, max = 2) int growA,
            @ForAll @IntRange(min = 0, max = 2) int growB,
            @ForAll @IntRange(min = 0, max = 2) int growC) {
        long[] item = {a, b, 2};
        long[] batch = {a + growA, b + growB, 2 + growC};
        long[] at = {growA, growB, growC};
        ByteBuffer from = numbered((int) Shapes.elements(item));
        ByteBuffer to = ByteBuffer.allocate((int) Shapes.elements(batch) * 2).order(ByteOrder.LITTLE_ENDIAN);

        Blocks.copy(from, item, new long[3], to, batch, at, item, 2);

        int moved = 0;
        for (int i = 0; i < batch[0]; i++) {
            for (int j = 0; j < batch[1]; j++) {
                for (int k = 0; k < batch[2]; k++) {
                    boolean inside = i >= at[0] && j >= at[1] && k >= at[2];
                    int index = (int) ((i * batch[1] + j) * batch[2] + k);
                    assertThat(to.getShort(index * 2)).isEqualTo((short) (inside ? ++moved : 0));
                }
            }
        }
    }

    @Test
    void runs_blockInOnePiece_isVisitedOnce() {
        List<String> runs = new ArrayList<>();
        long[] item = {1, 3, 4};
        Blocks.runs(
                item,
                new long[3],
                new long[] {5, 3, 4},
                new long[] {2, 0, 0},
                item,
                (from, to, count) -> runs.add(from + ">" + to + "x" + count));
        assertThat(runs).containsExactly("0>24x12");
    }

    @Test
    void runs_scalarAndEmpty_visitOneAndNone() {
        List<Integer> counts = new ArrayList<>();
        long[] scalar = {};
        long[] empty = {2, 0};
        Blocks.runs(scalar, scalar, scalar, scalar, scalar, (from, to, count) -> counts.add(count));
        Blocks.runs(empty, new long[2], empty, new long[2], empty, (from, to, count) -> counts.add(count));
        assertThat(counts).containsExactly(1);
    }

    private static ByteBuffer numbered(int elements) {
        ByteBuffer buffer = ByteBuffer.allocate(elements * 2).order(ByteOrder.LITTLE_ENDIAN);
        for (int i = 0; i < elements; i++) {
            buffer.putShort(i * 2, (short) (i + 1));
        }
        return buffer;
    }
}
