package dev.triptych.plugin.imageencoder;

import dev.triptych.spi.content.Content;
import dev.triptych.spi.content.Modality;
import dev.triptych.spi.error.Reason;
import dev.triptych.spi.error.TaskException;
import dev.triptych.spi.model.Call;
import dev.triptych.spi.model.Embedder;
import dev.triptych.spi.model.Embedding;
import dev.triptych.spi.model.Plan;
import dev.triptych.spi.model.Space;
import dev.triptych.towers.ImageTower;
import java.util.Set;
import java.util.concurrent.CompletionStage;

/**
 * Embeds images.
 *
 * @param space the space of its vectors
 * @param normalized whether vectors come out with norm 1
 */
record ImageEmbedder(ImageTower tower, Space space, boolean normalized) implements Embedder {
    @Override
    public Set<Modality> modalities() {
        return Set.of(Modality.IMAGE);
    }

    /** True: encoders of images, self-supervised ones above all, are compared by the cosine. */
    @Override
    public boolean contrastive() {
        return true;
    }

    @Override
    public Plan plan(Content item) {
        return tower.plan(image(item));
    }

    @Override
    public CompletionStage<Embedding> run(Call call, Content item) {
        return tower.encode(call, image(item))
                .thenApply(encoded -> new Embedding(space, encoded.vector(), normalized, encoded.truncated()));
    }

    private static Content.Image image(Content item) {
        if (item instanceof Content.Image image) {
            return image;
        }
        throw TaskException.of(Reason.MODALITY_UNSUPPORTED, "this model embeds images, got " + item.modality());
    }
}
