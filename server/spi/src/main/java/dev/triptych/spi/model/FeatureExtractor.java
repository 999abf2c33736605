package dev.triptych.spi.model;

import dev.triptych.spi.content.Modality;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Gives out a model's inner representations: what stands before pooling, projection or a head.
 *
 * <p>A family offers a feature only where its graph has such an output. The server has checked names and modality before
 * {@link #plan}.
 */
public interface FeatureExtractor extends Task<FeatureQuery, Features> {
    /** What it offers; the order is that of listings. No two of one name. */
    List<Feature> features();

    /** What it takes: the modalities that have at least one feature. */
    default Set<Modality> modalities() {
        return features().stream()
                .flatMap(feature -> feature.modalities().stream())
                .collect(Collectors.toUnmodifiableSet());
    }
}
