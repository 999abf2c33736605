package dev.triptych.spi.model;

import java.util.Map;

/**
 * What a loaded model is, for listings.
 *
 * @param family the plugin's name
 * @param facts what an operator would ask: preprocessing, pooling, temperature; by name, in order of names
 * @param limits what it accepts
 */
public record ModelInfo(String family, Map<String, String> facts, Limits limits) {
    public ModelInfo {
        facts = Map.copyOf(facts);
    }

    /**
     * The most that a model accepts in one item.
     *
     * @param textTokens tokens of a text, above which it is truncated or refused; 0 when it takes no text
     * @param imagePixels pixels of an image as encoded; 0 when it takes none
     */
    public record Limits(int textTokens, long imagePixels) {
        /** No typed items. */
        public static final Limits NONE = new Limits(0, 0);
    }
}
