package dev.triptych.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.stream.LongStream;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;

class ArrivalsProperties {
    private static final int MANY = 20_000;

    @Property(tries = 50)
    void poisson_sameSeed_sameTimes(@ForAll long seed, @ForAll @DoubleRange(min = 0.01, max = 1e6) double rate) {
        assertThat(gaps(Arrivals.poisson(rate, seed), 100)).containsExactly(gaps(Arrivals.poisson(rate, seed), 100));
    }

    @Property(tries = 50)
    void poisson_anySeed_hasItsRate(@ForAll long seed, @ForAll @DoubleRange(min = 0.1, max = 1e4) double rate) {
        double mean = LongStream.of(gaps(Arrivals.poisson(rate, seed), MANY))
                .average()
                .orElseThrow();
        // The mean of n exponentials deviates by 1 / sqrt(n) of itself; six deviations are met by no seed.
        assertThat(mean * rate / 1e9).isCloseTo(1, within(6 / Math.sqrt(MANY)));
    }

    @Property(tries = 50)
    void poisson_anySeed_hasExponentialGaps(@ForAll long seed) {
        long[] gaps = gaps(Arrivals.poisson(1000, seed), MANY);
        double deviation = 3 / Math.sqrt(MANY);
        // P(gap > mean) = 1/e and P(gap > 2 means) = 1/e^2; evenly spaced requests would have 0 and 0.
        assertThat(share(gaps, 1_000_000)).isCloseTo(Math.exp(-1), within(deviation));
        assertThat(share(gaps, 2_000_000)).isCloseTo(Math.exp(-2), within(deviation));
    }

    @Property(tries = 20)
    void poisson_otherSeed_otherTimes(@ForAll long seed) {
        assertThat(gaps(Arrivals.poisson(100, seed), 20)).isNotEqualTo(gaps(Arrivals.poisson(100, seed + 1), 20));
    }

    @Example
    void poisson_withoutARate_isRefused() {
        for (double rate : new double[] {0, -1, Double.NaN, Double.POSITIVE_INFINITY}) {
            assertThatThrownBy(() -> Arrivals.poisson(rate, 1)).isInstanceOf(IllegalArgumentException.class);
        }
    }

    private static double share(long[] gaps, long above) {
        return LongStream.of(gaps).filter(gap -> gap > above).count() / (double) gaps.length;
    }

    private static long[] gaps(Arrivals arrivals, int count) {
        return LongStream.generate(arrivals::nextGapNanos).limit(count).toArray();
    }
}
