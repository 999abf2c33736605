package dev.triptych.towers;

import dev.triptych.spi.content.Modality;
import dev.triptych.spi.model.Call;
import dev.triptych.spi.model.Feature;
import dev.triptych.spi.model.Features;
import dev.triptych.spi.tensor.Tensor;
import dev.triptych.spi.tensor.TensorAllocator;
import dev.triptych.spi.tensor.Tensors;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletionStage;

/** What a tower gives out of its inside. Immutable. */
final class Inside {
    private final List<FeatureOutput> outputs;

    Inside(List<FeatureOutput> outputs) {
        this.outputs = List.copyOf(outputs);
    }

    /** The features, for listings. */
    List<Feature> declared(Modality modality) {
        return outputs.stream().map(output -> output.declared(modality)).toList();
    }

    /** Host memory of some features of an item with at most so many tokens, in bytes. */
    long bytes(Set<String> names, long tokens) {
        return outputs.stream()
                .filter(output -> names.contains(output.feature()))
                .mapToLong(output -> output.bytes(tokens))
                .sum();
    }

    /** The wanted features, made on a host lane once the stage is done. */
    CompletionStage<Features> of(
            CompletionStage<Tensors> done, Call call, Set<String> names, long tokens, boolean truncated) {
        return done.thenApplyAsync(
                raw -> {
                    try (raw) {
                        return new Features(read(raw, names, tokens, call.tensors()), truncated);
                    }
                },
                call.host());
    }

    // Copies: a view would keep the whole batch in memory until the answer is sent.
    private Tensors read(Tensors raw, Set<String> names, long tokens, TensorAllocator allocator) {
        Map<String, Tensor> values = new LinkedHashMap<>();
        try {
            for (FeatureOutput output : outputs) {
                if (names.contains(output.feature())) {
                    values.put(output.feature(), output.of(raw.get(output.port().name()), tokens, allocator));
                }
            }
            return Tensors.of(values);
        } catch (RuntimeException failed) {
            values.values().forEach(Tensor::close);
            throw failed;
        }
    }
}
