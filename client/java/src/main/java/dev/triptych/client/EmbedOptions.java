package dev.triptych.client;

import java.util.Optional;

/**
 * How to embed; immutable. Start from {@link #DEFAULTS}.
 *
 * @param normalize whether vectors are scaled to length 1; empty: true for contrastive models, else as the model declares
 * @param truncation what happens to texts that are too long
 * @param expectedSpace id of the space that stored vectors are of, so that a call fails rather than answer with vectors
 *     that do not compare; empty: no check; {@code <id>@<dim>} for a cut
 * @param prompt name of the words before each text, one of {@link ModelInfo.Offers#prompts}; empty: the model's default,
 *     the empty name: none
 * @param dim leading coordinates to keep, one of {@link ModelInfo.Space#shorterDims}; 0: all
 */
public record EmbedOptions(
        Optional<Boolean> normalize, Truncation truncation, String expectedSpace, Optional<String> prompt, int dim) {
    /** The model's own scaling, texts cut, no check of the space. */
    public static final EmbedOptions DEFAULTS =
            new EmbedOptions(Optional.empty(), Truncation.CUT, "", Optional.empty(), 0);

    /** These options with vectors scaled to length 1, or raw. */
    public EmbedOptions withNormalize(boolean scaled) {
        return new EmbedOptions(Optional.of(scaled), truncation, expectedSpace, prompt, dim);
    }

    /** These options with another way to treat long texts. */
    public EmbedOptions withTruncation(Truncation way) {
        return new EmbedOptions(normalize, way, expectedSpace, prompt, dim);
    }

    /** These options with a check of the space. */
    public EmbedOptions withExpectedSpace(String id) {
        return new EmbedOptions(normalize, truncation, id, prompt, dim);
    }

    /** These options with the words of a prompt before texts; the empty name for none. */
    public EmbedOptions withPrompt(String name) {
        return new EmbedOptions(normalize, truncation, expectedSpace, Optional.of(name), dim);
    }

    /** These options with vectors cut to their leading coordinates and scaled to length 1 again; 0: not cut. */
    public EmbedOptions withDim(int coordinates) {
        return new EmbedOptions(normalize, truncation, expectedSpace, prompt, coordinates);
    }

    dev.triptych.v1.EmbedOptions wire() {
        dev.triptych.v1.EmbedOptions.Builder wire = dev.triptych.v1.EmbedOptions.newBuilder()
                .setTruncation(truncation.wire())
                .setExpectSpace(expectedSpace)
                .setDim(dim);
        prompt.ifPresent(wire::setPrompt);
        normalize.ifPresent(wire::setNormalize);
        return wire.build();
    }
}
