package dev.triptych.transport.models;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class NearestTest {
    @Test
    void to_typo_putsTheLikeliestFirst() {
        assertThat(Nearest.to("pixle_values", List.of("attention_mask", "input_ids", "pixel_values")))
                .startsWith("'pixel_values'");
    }

    @Test
    void to_manyNames_listsFive() {
        assertThat(Nearest.to("a", List.of("a", "b", "c", "d", "e", "f"))).isEqualTo("'a', 'b', 'c', 'd', 'e', …");
    }

    @Test
    void to_noNames_saysNone() {
        assertThat(Nearest.to("x".repeat(100_000), List.of())).isEqualTo("none");
        assertThat(Nearest.to("x".repeat(100_000), List.of("a"))).isEqualTo("'a'");
    }
}
