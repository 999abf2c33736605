package dev.triptych.client;

import java.util.Optional;

/**
 * How to rank; immutable. Start from {@link #DEFAULTS}.
 *
 * @param topK how many candidates come back for a query, best first; 0: all
 * @param truncation what happens to texts that are too long
 * @param queryPrompt name of the words before texts of queries; empty: the model's default, the empty name: none
 * @param candidatePrompt the same for candidates
 */
public record RankOptions(
        int topK, Truncation truncation, Optional<String> queryPrompt, Optional<String> candidatePrompt) {
    /** All candidates, texts cut. */
    public static final RankOptions DEFAULTS = new RankOptions(0, Truncation.CUT, Optional.empty(), Optional.empty());

    /** These options with at most so many candidates for a query; 0: all. */
    public RankOptions withTopK(int count) {
        return new RankOptions(count, truncation, queryPrompt, candidatePrompt);
    }

    /** These options with another way to treat long texts. */
    public RankOptions withTruncation(Truncation way) {
        return new RankOptions(topK, way, queryPrompt, candidatePrompt);
    }

    /** These options with the words of prompts before texts; the empty name for none. */
    public RankOptions withPrompts(String ofQueries, String ofCandidates) {
        return new RankOptions(topK, truncation, Optional.of(ofQueries), Optional.of(ofCandidates));
    }

    dev.triptych.v1.RankOptions wire() {
        dev.triptych.v1.RankOptions.Builder wire =
                dev.triptych.v1.RankOptions.newBuilder().setTopK(topK).setTruncation(truncation.wire());
        queryPrompt.ifPresent(wire::setQueryPrompt);
        candidatePrompt.ifPresent(wire::setCandidatePrompt);
        return wire.build();
    }
}
