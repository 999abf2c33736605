package dev.triptych.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class VectorTest {
    private static Vector vector(String space, float... values) {
        return new Vector(values, space, false);
    }

    @Test
    void cosine_sameSpace_ofAngle() {
        assertThat(vector("s", 3, 0).cosine(vector("s", 2, 2))).isCloseTo(0.70710677f, within(1e-7f));
        assertThat(vector("s", 0, 0).cosine(vector("s", 2, 2))).isZero();
    }

    @Test
    void cosine_otherSpace_isRefused() {
        assertThatThrownBy(() -> vector("s", 1).cosine(vector("t", 1)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("'s' and 't'");
    }

    @Test
    void values_changedByCaller_vectorStays() {
        Vector vector = vector("s", 1, 2);
        vector.values()[0] = 9;
        assertThat(vector.values()).containsExactly(1, 2);
    }
}
