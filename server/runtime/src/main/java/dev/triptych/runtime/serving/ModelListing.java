package dev.triptych.runtime.serving;

import dev.triptych.spi.content.Modality;
import dev.triptych.spi.error.Reason;
import dev.triptych.spi.graph.Port;
import dev.triptych.spi.model.Activation;
import dev.triptych.spi.model.Feature;
import dev.triptych.spi.model.ModelInfo;
import dev.triptych.spi.model.Prompts;
import dev.triptych.spi.model.Space;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A version of a model as callers may see it; a snapshot.
 *
 * @param name the served name
 * @param version the version
 * @param state where it stands in its life
 * @param reason why it failed; null otherwise
 * @param message the failure in words; empty otherwise
 * @param backend the backend and device it runs on; empty until loaded
 * @param info what it is; null until loaded
 * @param tasks what it can do, each with the modalities it takes
 * @param spaces its embedding spaces, each with the modalities that reach it
 * @param zeroShot how it scores labels; null when it does not
 * @param graphs its raw graphs by name; a plain tensor model has one, named as an empty string
 * @param warnings what was assumed at load
 * @param offers what else it offers
 */
public record ModelListing(
        String name,
        String version,
        State state,
        @Nullable Reason reason,
        String message,
        String backend,
        @Nullable ModelInfo info,
        Map<TaskKind, Set<Modality>> tasks,
        List<SpaceListing> spaces,
        @Nullable ZeroShotListing zeroShot,
        Map<String, GraphListing> graphs,
        List<String> warnings,
        Offers offers) {
    /** A model without features, label sets or a head of its own. */
    public ModelListing(
            String name,
            String version,
            State state,
            @Nullable Reason reason,
            String message,
            String backend,
            @Nullable ModelInfo info,
            Map<TaskKind, Set<Modality>> tasks,
            List<SpaceListing> spaces,
            @Nullable ZeroShotListing zeroShot,
            Map<String, GraphListing> graphs,
            List<String> warnings) {
        this(
                name,
                version,
                state,
                reason,
                message,
                backend,
                info,
                tasks,
                spaces,
                zeroShot,
                graphs,
                warnings,
                Offers.NONE);
    }

    /** Its own labels: a head's classes, or what its folder states; empty when it has none. */
    public List<String> ownLabels() {
        HeadListing head = offers.head();
        if (zeroShot != null) {
            return zeroShot.labels();
        }
        return head == null ? List.of() : head.labels();
    }

    /** How its logits become scores; null when it does not classify. */
    public @Nullable Activation activation() {
        HeadListing head = offers.head();
        if (zeroShot != null) {
            return zeroShot.activation();
        }
        return head == null ? null : head.activation();
    }

    /** Where a model stands in its life. */
    public enum State {
        LOADING,
        READY,
        FAILED,
        UNLOADING
    }

    /** The tasks of the typed API. */
    public enum TaskKind {
        EMBED,
        CLASSIFY,
        RANK,
        FEATURES,
        INFER
    }

    /**
     * A space and the modalities that are embedded into it.
     *
     * @param prompts the words that stand before texts
     * @param shorter the lengths to which its vectors may be cut, ascending
     */
    public record SpaceListing(
            Space space, Set<Modality> modalities, boolean contrastive, Prompts prompts, List<Integer> shorter) {
        /** A space without prompts and cuts. */
        public SpaceListing(Space space, Set<Modality> modalities, boolean contrastive) {
            this(space, modalities, contrastive, Prompts.NONE, List.of());
        }
    }

    /**
     * What a model offers beside vectors and labels of the caller's.
     *
     * @param head its trained head; null when it has none, or labels are texts to it
     * @param features its features
     * @param labelSets its label sets by name
     */
    public record Offers(@Nullable HeadListing head, List<Feature> features, Map<String, List<String>> labelSets) {
        /** Nothing. */
        public static final Offers NONE = new Offers(null, List.of(), Map.of());
    }

    /** A trained head. */
    public record HeadListing(List<String> labels, Activation activation) {}

    /**
     * How labels are scored.
     *
     * @param logitScale the multiplier of the cosine
     * @param logitBias added to each logit
     * @param activation how logits become scores
     * @param templates the model's own sentences
     * @param labels the model's own labels; may be empty
     */
    public record ZeroShotListing(
            double logitScale, double logitBias, Activation activation, List<String> templates, List<String> labels) {}

    /** A raw graph's ports; maxBatchSize 0 when requests are not batched. */
    public record GraphListing(int maxBatchSize, List<Port> inputs, List<Port> outputs) {}
}
