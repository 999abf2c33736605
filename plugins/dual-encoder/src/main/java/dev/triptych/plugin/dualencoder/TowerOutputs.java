package dev.triptych.plugin.dualencoder;

import dev.triptych.spi.error.Quoted;
import dev.triptych.spi.error.Reason;
import dev.triptych.spi.error.TaskException;
import dev.triptych.spi.graph.GraphSource;
import dev.triptych.spi.graph.Port;
import java.util.List;
import java.util.Optional;

/** Finds the output that holds a tower's vectors. */
final class TowerOutputs {
    /** The names that exporters give to an image's vector in the common space, best first. */
    static final List<String> IMAGE = List.of("image_embeds", "image_embedding", "embedding");
    /** The names that exporters give to a text's vector in the common space, best first. */
    static final List<String> TEXT = List.of("text_embeds", "text_embedding", "embedding");

    private TowerOutputs() {}

    /** The named output, or the first candidate that is there; {@link Reason#MODEL_UNSUPPORTED} when none is. */
    static Port choose(GraphSource source, Optional<String> named, List<String> candidates) {
        List<String> wanted = named.map(List::of).orElse(candidates);
        for (String name : wanted) {
            for (Port port : source.outputs()) {
                if (port.name().equals(name)) {
                    return port;
                }
            }
        }
        throw TaskException.of(
                Reason.MODEL_UNSUPPORTED,
                Quoted.text(source.file()) + " has none of the outputs " + wanted + "; it has "
                        + source.outputs().stream().map(Port::name).toList());
    }
}
