package dev.triptych.transport.inference;

import dev.triptych.runtime.serving.ModelListing;
import dev.triptych.runtime.serving.ModelListing.GraphListing;
import dev.triptych.runtime.serving.ModelRef;
import dev.triptych.spi.error.Quoted;

/** What a name of this protocol stands for: a typed model, or one raw graph. */
sealed interface Target {
    /** The version behind the name. */
    ModelListing listing();

    /** The name that the caller uses. */
    String name();

    /** Both, for messages. */
    default String words() {
        return "model " + Quoted.text(name()) + " version "
                + Quoted.text(listing().version());
    }

    /** The name and version, as the server's core takes them. */
    default ModelRef ref() {
        return new ModelRef(name(), listing().version());
    }

    /** A model that embeds images or texts sent as they are. */
    record Typed(ModelListing listing) implements Target {
        @Override
        public String name() {
            return listing.name();
        }
    }

    /** A graph fed with tensors: the whole of a tensor model, or {@code M.<graph>} of a typed one. */
    record Raw(ModelListing listing, String name, GraphListing graph) implements Target {
        /** The graph's name within the model; empty for the whole of a tensor model. */
        String graphName() {
            int own = listing.name().length();
            return name.length() == own ? "" : name.substring(own + 1);
        }
    }
}
