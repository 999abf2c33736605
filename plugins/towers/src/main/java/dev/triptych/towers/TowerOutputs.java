package dev.triptych.towers;

import dev.triptych.spi.error.Quoted;
import dev.triptych.spi.error.Reason;
import dev.triptych.spi.error.TaskException;
import dev.triptych.spi.graph.GraphSource;
import dev.triptych.spi.graph.Port;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** Names and finds the outputs of a graph. */
public final class TowerOutputs {
    /** The names that exporters give to an image's vector in the common space, best first. */
    public static final List<String> IMAGE = List.of("image_embeds", "image_embedding", "embedding");
    /** The names that exporters give to a text's vector in the common space, best first. */
    public static final List<String> TEXT = List.of("text_embeds", "text_embedding", "embedding");

    // Quoted names are at most 66 characters, and a message at most 512.
    private static final int LISTED = 4;

    private TowerOutputs() {}

    /** Whether a file has an output. */
    public static boolean has(GraphSource source, String name) {
        return source.outputs().stream().anyMatch(port -> port.name().equals(name));
    }

    /** Whether a file has one of some outputs. */
    public static boolean hasAny(GraphSource source, List<String> names) {
        return names.stream().anyMatch(name -> has(source, name));
    }

    /** Port names, quoted and not too many, for a message. */
    public static String names(List<Port> ports) {
        String shown = ports.stream()
                .limit(LISTED)
                .map(port -> Quoted.text(port.name()))
                .collect(Collectors.joining(", "));
        return ports.size() > LISTED ? shown + " and " + (ports.size() - LISTED) + " more" : shown;
    }

    /** The named output, or the first candidate that is there; {@link Reason#MODEL_UNSUPPORTED} when none is. */
    public static Port choose(GraphSource source, Optional<String> named, List<String> candidates) {
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
                Quoted.text(source.file()) + " has none of the outputs "
                        + wanted.stream().map(Quoted::text).toList() + "; it has " + names(source.outputs()));
    }
}
