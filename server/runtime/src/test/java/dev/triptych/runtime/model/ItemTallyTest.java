package dev.triptych.runtime.model;

import static org.assertj.core.api.Assertions.assertThat;

import dev.triptych.runtime.serving.Span;
import org.junit.jupiter.api.Test;

final class ItemTallyTest {
    @Test
    void answered_countsHitsAmongTheDoneAndNoFailures() {
        ItemTally tally = new ItemTally();
        tally.missed();
        tally.ended(true, 100);
        tally.answered(true, 5);
        tally.answered(false, 7);
        assertThat(tally.done()).isEqualTo(new Span(2, 105));
        assertThat(tally.failed()).isEqualTo(new Span(1, 7));
        assertThat(tally.hits()).isEqualTo(new Span(1, 5));
        assertThat(tally.misses()).isEqualTo(1);
    }
}
