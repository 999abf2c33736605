package dev.triptych.app.cli.measure;

import dev.triptych.load.report.Measured;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * What a way to serve reached.
 *
 * @param choice the way
 * @param single one request at a time
 * @param most as many as it takes
 * @param bounded the highest rate within the bound; empty when there is no bound, or no rate keeps it
 */
record Finding(ServeChoice choice, Measured single, Measured most, Optional<Measured> bounded) {
    /**
     * The best of some: the highest rate within the bound; where none keeps it, the shortest time of a single request; where
     * there is no bound, the most items.
     *
     * @param isBound whether there is a bound
     */
    static Finding best(List<Finding> findings, boolean isBound) {
        Comparator<Finding> byRate = Comparator.comparingDouble(
                one -> one.bounded().map(found -> found.figures().rate()).orElse(0.0));
        Comparator<Finding> byTime =
                Comparator.comparingDouble(one -> -one.single().figures().millis(99));
        Comparator<Finding> byMost =
                Comparator.comparingDouble(one -> one.most().figures().rate());
        return findings.stream()
                .max(isBound ? byRate.thenComparing(byTime) : byMost)
                .orElseThrow();
    }
}
