package dev.triptych.client;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * A served model.
 *
 * <p>Tasks and modalities are lower-case words, such as {@code embed} and {@code image}, not an enumeration: a newer
 * server may have ones that this client does not know by name.
 *
 * @param name the served name
 * @param versions its versions, newest first; at least one
 * @param defaultVersion the version that answers when a call names none; empty when none is ready
 */
public record ModelInfo(String name, List<Version> versions, String defaultVersion) {
    /** Where a version is in its life. */
    public enum State {
        LOADING,
        READY,
        FAILED,
        UNLOADING,
        UNLOADED,
        /** One that this client does not know. */
        UNKNOWN
    }

    /**
     * One version of a model.
     *
     * @param version a decimal number from 1
     * @param state where it is in its life
     * @param failure why it failed: reason and message; empty in any other state
     * @param family the family that serves it, such as {@code dual-encoder}; empty until recognised
     * @param backend the backend that runs it; empty until chosen
     * @param tasks what it can do, each with the modalities it takes
     * @param spaces the embedding spaces it maps into
     * @param maxTextTokens tokens it reads of a text; 0: no limit applies
     * @param maxImagePixels pixels a picture may have; 0: no limit applies
     * @param ownLabels how many labels it brings along; 0: none
     * @param graphs names under which its graphs answer on the Open Inference Protocol
     * @param offers what calls may ask of it beyond their defaults
     */
    public record Version(
            String version,
            State state,
            Optional<Failure> failure,
            String family,
            String backend,
            Map<String, Set<String>> tasks,
            List<Space> spaces,
            int maxTextTokens,
            long maxImagePixels,
            int ownLabels,
            List<String> graphs,
            Offers offers) {}

    /**
     * An embedding space.
     *
     * @param id what {@link Vector#space()} says
     * @param name the model's own name for it; may be empty
     * @param dim number of coordinates
     * @param modalities what can be embedded into it
     * @param normalized whether vectors come with length 1 when a call does not say
     * @param shorterDims the lengths that {@link EmbedOptions#dim} may cut to, ascending
     */
    public record Space(
            String id, String name, int dim, Set<String> modalities, boolean normalized, List<Integer> shorterDims) {}

    /**
     * What calls may ask of a version beyond their defaults.
     *
     * @param prompts the words before texts, by the prompt's name
     * @param defaultPrompt the prompt that holds when a call names none; may be empty
     * @param features what {@link TriptychClient#features} may ask for
     * @param labelSets how many labels each of its own label sets has, by name
     * @param activation how its logits become scores; empty when it does not classify
     * @param templates the sentences that labels are put into
     * @param warnings what was assumed when it was loaded
     */
    public record Offers(
            Map<String, String> prompts,
            String defaultPrompt,
            List<Feature> features,
            Map<String, Integer> labelSets,
            Optional<Classification.Activation> activation,
            List<String> templates,
            List<String> warnings) {}

    /**
     * An inner representation that a version gives out.
     *
     * @param name its name
     * @param modalities what has it
     * @param dtype type of an element in lower case
     * @param shape length of each axis; -1 where it depends on the item
     * @param meaning what it is, in a sentence
     */
    public record Feature(String name, Set<String> modalities, String dtype, List<Long> shape, String meaning) {}
}
