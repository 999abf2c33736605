package dev.triptych.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.triptych.simulation.scenario.Trouble;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Everything that goes wrong, with other seeds than the report's: no invariant breaks, nothing is lost. */
class TroubleTest {
    @ParameterizedTest
    @ValueSource(longs = {101, 102, 103})
    void trouble_anySeed_everyRequestEndsOnce(long seed) {
        Trouble.Outcome outcome = Trouble.run(seed);
        assertThat(outcome.tallies()).allSatisfy(tally -> {
            assertThat(tally.sent()).isPositive();
            assertThat(tally.total()).isEqualTo(tally.sent());
        });
        assertThat(outcome.drainedAt()).isLessThan(Long.MAX_VALUE);
    }
}
