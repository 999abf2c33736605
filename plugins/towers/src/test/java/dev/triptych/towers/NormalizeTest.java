package dev.triptych.towers;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class NormalizeTest {
    @Test
    void apply_vector_hasNormOne() {
        assertThat(VectorStep.NORMALIZE.apply(new float[] {3, -4})).containsExactly(0.6f, -0.8f);
    }

    @Test
    void apply_zeros_stayZero() {
        assertThat(VectorStep.NORMALIZE.apply(new float[] {0, 0})).containsExactly(0, 0);
    }
}
