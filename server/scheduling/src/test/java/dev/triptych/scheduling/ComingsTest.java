package dev.triptych.scheduling;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class ComingsTest {
    private final Comings<String> comings = new Comings<>();

    @Test
    void othersCame_onlyOneCame_isFalseForItAndTrueForOthers() {
        comings.came("a", 10);
        comings.came("a", 20);
        assertThat(comings.othersCame("a", 0)).isFalse();
        assertThat(comings.othersCame("b", 15)).isTrue();
        assertThat(comings.othersCame("b", 20)).isFalse();
    }

    @Test
    void othersCame_severalCame_isTheLatestOfTheOthers() {
        comings.came("a", 10);
        comings.came("b", 20);
        comings.came("b", 40);
        assertThat(comings.othersCame("b", 9)).isTrue();
        assertThat(comings.othersCame("b", 10)).isFalse();
        assertThat(comings.othersCame("a", 39)).isTrue();
        comings.came("c", 50);
        assertThat(comings.othersCame("c", 39)).isTrue();
        assertThat(comings.othersCame("a", 49)).isTrue();
    }
}
