package dev.triptych.scheduling;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

final class SplitterTest {
    @Property(tries = 300)
    void anyBadWorks_bisected_blamesExactlyThem(
            @ForAll @IntRange(min = 1, max = 64) int size,
            @ForAll @Size(min = 1, max = 5) Set<@IntRange(min = 0, max = 63) Integer> drawn) {
        Set<Integer> bad = new HashSet<>();
        drawn.forEach(index -> bad.add(index % size));
        Splitter<Integer> splitter =
                new Splitter<>(IntStream.range(0, size).boxed().toList());
        List<Integer> good = new ArrayList<>();
        int runs = 0;
        for (List<Integer> part = splitter.next(); part != null; part = splitter.next()) {
            runs++;
            if (part.stream().anyMatch(bad::contains)) {
                splitter.failed();
            } else {
                splitter.succeeded();
                good.addAll(part);
            }
        }
        assertThat(splitter.culprits()).containsExactlyInAnyOrderElementsOf(bad);
        assertThat(good)
                .doesNotContainAnyElementsOf(bad)
                .hasSize(size - bad.size())
                .doesNotHaveDuplicates();
        int levels = 32 - Integer.numberOfLeadingZeros(size - 1);
        assertThat(runs).isLessThanOrEqualTo(2 * levels * bad.size());
    }

    @Example
    void pairOfWorks_failsOnlyTogether_blamesNeither() {
        Splitter<String> splitter = new Splitter<>(List.of("a", "b"));
        for (List<String> part = splitter.next(); part != null; part = splitter.next()) {
            splitter.succeeded();
        }
        assertThat(splitter.culprits()).isEmpty();
    }

    @Example
    void goneWork_isHandedOverAndNotRun() {
        Splitter<String> splitter = new Splitter<>(List.of("a", "gone", "c"));
        List<String> ran = new ArrayList<>();
        List<String> gone = new ArrayList<>();
        for (List<String> part = splitter.next(w -> !w.equals("gone"), gone::add);
                part != null;
                part = splitter.next(w -> !w.equals("gone"), gone::add)) {
            ran.addAll(part);
            splitter.succeeded();
        }
        assertThat(ran).containsExactly("a", "c");
        assertThat(gone).containsExactly("gone");
    }

    @Example
    void next_beforeTheOutcome_isADefect() {
        Splitter<String> splitter = new Splitter<>(List.of("a", "b"));
        assertThat(splitter.next()).containsExactly("a");
        assertThatThrownBy(splitter::next).isInstanceOf(IllegalStateException.class);
    }
}
