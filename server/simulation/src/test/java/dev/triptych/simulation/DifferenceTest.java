package dev.triptych.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class DifferenceTest {
    @Test
    void texts_equal_differInNothing() {
        assertThat(Difference.of("a\nb\n", "a\nb\n")).isEmpty();
    }

    @Test
    void texts_oneLineChanged_nameBothItsForms() {
        assertThat(Difference.of("a\nb\nc\n", "a\nx\nc\n")).containsExactly("- b", "+ x");
    }

    @Test
    void texts_linesAddedAndRemoved_nameEach() {
        assertThat(Difference.of("a\nb\n", "b\nc\nd\n")).containsExactly("- a", "+ c", "+ d");
    }
}
