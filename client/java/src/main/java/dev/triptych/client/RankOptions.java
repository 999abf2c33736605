package dev.triptych.client;

/**
 * How to rank; immutable. Start from {@link #DEFAULTS}.
 *
 * @param topK how many candidates come back for a query, best first; 0: all
 * @param truncation what happens to texts that are too long
 */
public record RankOptions(int topK, Truncation truncation) {
    /** All candidates, texts cut. */
    public static final RankOptions DEFAULTS = new RankOptions(0, Truncation.CUT);

    /** These options with at most so many candidates for a query; 0: all. */
    public RankOptions withTopK(int count) {
        return new RankOptions(count, truncation);
    }

    /** These options with another way to treat long texts. */
    public RankOptions withTruncation(Truncation way) {
        return new RankOptions(topK, way);
    }

    dev.triptych.v1.RankOptions wire() {
        return dev.triptych.v1.RankOptions.newBuilder()
                .setTopK(topK)
                .setTruncation(truncation.wire())
                .build();
    }
}
