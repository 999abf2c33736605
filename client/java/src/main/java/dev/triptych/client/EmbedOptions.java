package dev.triptych.client;

import java.util.Optional;

/**
 * How to embed; immutable. Start from {@link #DEFAULTS}.
 *
 * @param normalize whether vectors are scaled to length 1; empty: true for contrastive models, else as the model declares
 * @param truncation what happens to texts that are too long
 * @param expectedSpace id of the space that stored vectors are of, so that a call fails rather than answer with vectors
 *     that do not compare; empty: no check
 */
public record EmbedOptions(Optional<Boolean> normalize, Truncation truncation, String expectedSpace) {
    /** The model's own scaling, texts cut, no check of the space. */
    public static final EmbedOptions DEFAULTS = new EmbedOptions(Optional.empty(), Truncation.CUT, "");

    /** These options with vectors scaled to length 1, or raw. */
    public EmbedOptions withNormalize(boolean scaled) {
        return new EmbedOptions(Optional.of(scaled), truncation, expectedSpace);
    }

    /** These options with another way to treat long texts. */
    public EmbedOptions withTruncation(Truncation way) {
        return new EmbedOptions(normalize, way, expectedSpace);
    }

    /** These options with a check of the space. */
    public EmbedOptions withExpectedSpace(String id) {
        return new EmbedOptions(normalize, truncation, id);
    }

    dev.triptych.v1.EmbedOptions wire() {
        dev.triptych.v1.EmbedOptions.Builder wire = dev.triptych.v1.EmbedOptions.newBuilder()
                .setTruncation(truncation.wire())
                .setExpectSpace(expectedSpace);
        normalize.ifPresent(wire::setNormalize);
        return wire.build();
    }
}
