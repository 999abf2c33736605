package dev.triptych.plugin.classifier;

import dev.triptych.spi.content.Content;
import dev.triptych.spi.content.Modality;
import dev.triptych.spi.error.Reason;
import dev.triptych.spi.error.TaskException;
import dev.triptych.spi.model.Activation;
import dev.triptych.spi.model.Call;
import dev.triptych.spi.model.Classifier;
import dev.triptych.spi.model.Logits;
import dev.triptych.spi.model.Plan;
import dev.triptych.towers.Tower;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletionStage;

/**
 * Classifies by the head at the end of a tower.
 *
 * @param <C> the content it takes
 * @param type the content's class
 * @param modality the content's modality
 */
record HeadClassifier<C extends Content>(
        Tower<C> tower, Class<C> type, Modality modality, List<String> labels, Activation activation)
        implements Classifier {
    @Override
    public Set<Modality> modalities() {
        return Set.of(modality);
    }

    @Override
    public Plan plan(Content item) {
        return tower.plan(own(item));
    }

    @Override
    public CompletionStage<Logits> run(Call call, Content item) {
        return tower.encode(call, own(item)).thenApply(encoded -> new Logits(encoded.vector(), encoded.truncated()));
    }

    private C own(Content item) {
        if (type.isInstance(item)) {
            return type.cast(item);
        }
        throw TaskException.of(
                Reason.MODALITY_UNSUPPORTED, "this model classifies " + modalities() + ", got " + item.modality());
    }
}
