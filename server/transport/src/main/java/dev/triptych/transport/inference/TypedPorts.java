package dev.triptych.transport.inference;

import dev.triptych.runtime.serving.ModelListing;
import dev.triptych.runtime.serving.ModelListing.TaskKind;
import dev.triptych.spi.content.Modality;
import dev.triptych.spi.model.Space;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/**
 * A typed model as this protocol sees it: one optional BYTES input and one FP32 output for each modality it embeds.
 *
 * @param ports the modalities, images first
 */
record TypedPorts(List<TypedPort> ports) {
    /**
     * One modality.
     *
     * @param input the input's name
     * @param output the output's name
     * @param dim numbers of a vector
     */
    record TypedPort(Modality modality, String input, String output, int dim) {}

    static TypedPorts of(ModelListing listing) {
        Set<Modality> embedded = listing.tasks().getOrDefault(TaskKind.EMBED, Set.of());
        return new TypedPorts(Stream.of(Modality.IMAGE, Modality.TEXT)
                .filter(embedded::contains)
                .flatMap(modality -> port(listing, modality))
                .toList());
    }

    List<String> inputs() {
        return ports.stream().map(TypedPort::input).toList();
    }

    List<String> outputs() {
        return ports.stream().map(TypedPort::output).toList();
    }

    private static Stream<TypedPort> port(ModelListing listing, Modality modality) {
        String name = modality == Modality.IMAGE ? "image" : "text";
        return listing.spaces().stream()
                .filter(space -> space.modalities().contains(modality))
                .map(ModelListing.SpaceListing::space)
                .map(Space::dim)
                .limit(1)
                .map(dim -> new TypedPort(modality, name, name + "_embedding", dim));
    }
}
