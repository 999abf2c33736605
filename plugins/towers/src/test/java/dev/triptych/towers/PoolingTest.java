package dev.triptych.towers;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** Three tokens of two coordinates, and a row of padding that must not be seen. */
class PoolingTest {
    private static final float[] ROWS = {1, -4, 5, 2, 3, 8, 1000, 1000};

    private static float[] pool(Pooling pooling, int... ids) {
        return pooling.pool(ROWS, 0, 3, 2, ids);
    }

    @Test
    void pool_clsAndLast_areTheEnds() {
        assertThat(pool(Pooling.CLS)).containsExactly(1, -4);
        assertThat(pool(Pooling.LAST)).containsExactly(3, 8);
    }

    @Test
    void pool_meanAndItsKin_weighTokensAsSaid() {
        assertThat(pool(Pooling.MEAN)).containsExactly(3, 2);
        assertThat(pool(Pooling.MEAN_SQRT_LEN)).containsExactly(9 / (float) Math.sqrt(3), 6 / (float) Math.sqrt(3));
        assertThat(pool(Pooling.WEIGHTED_MEAN)).containsExactly(20 / 6f, 24 / 6f);
    }

    @Test
    void pool_max_isPerCoordinate() {
        assertThat(pool(Pooling.MAX)).containsExactly(5, 8);
    }

    @Test
    void pool_eos_isTheFirstPlaceOfTheIdThatEndsTheText() {
        assertThat(pool(Pooling.EOS, 7, 9, 9)).containsExactly(5, 2);
        assertThat(pool(Pooling.EOS, 7, 8, 9)).containsExactly(3, 8);
    }
}
