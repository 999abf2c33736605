package dev.triptych.client;

import java.util.Collections;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * The answer to a rank call.
 *
 * @param queries one result for each query, in their order
 * @param failedCandidates why candidates failed, by position; they stand in no ranking
 * @param truncatedCandidates positions of candidates that were cut to fit the model
 */
public record Rankings(
        Results<Ranking> queries, Map<Integer, Failure> failedCandidates, Set<Integer> truncatedCandidates) {
    public Rankings {
        failedCandidates = Collections.unmodifiableMap(new TreeMap<>(failedCandidates));
        truncatedCandidates = Collections.unmodifiableSet(new TreeSet<>(truncatedCandidates));
    }
}
