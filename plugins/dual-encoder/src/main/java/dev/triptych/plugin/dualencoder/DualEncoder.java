package dev.triptych.plugin.dualencoder;

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
import dev.triptych.towers.TextTower;
import dev.triptych.towers.Tower;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionStage;

/** Embeds images and texts into the one space of both towers. */
final class DualEncoder implements Embedder {
    private final Optional<ImageTower> image;
    private final Optional<TextTower> text;
    private final Space space;
    private final boolean normalized;

    /** Embeds by these towers, into this space. */
    DualEncoder(Towers towers, Space space) {
        this.image = towers.image();
        this.text = towers.text();
        this.space = space;
        this.normalized = towers.normalized();
    }

    @Override
    public Space space() {
        return space;
    }

    @Override
    public Set<Modality> modalities() {
        EnumSet<Modality> modalities = EnumSet.noneOf(Modality.class);
        image.ifPresent(tower -> modalities.add(Modality.IMAGE));
        text.ifPresent(tower -> modalities.add(Modality.TEXT));
        return modalities;
    }

    @Override
    public boolean contrastive() {
        return true;
    }

    @Override
    public Plan plan(Content item) {
        if (item instanceof Content.Image content && image.isPresent()) {
            return image.get().plan(content);
        }
        if (item instanceof Content.Text content && text.isPresent()) {
            return text.get().plan(content);
        }
        throw unsupported(item);
    }

    @Override
    public CompletionStage<Embedding> run(Call call, Content item) {
        return encode(call, item)
                .thenApply(encoded -> new Embedding(space, encoded.vector(), normalized, encoded.truncated()));
    }

    private CompletionStage<Tower.Encoded> encode(Call call, Content item) {
        if (item instanceof Content.Image content && image.isPresent()) {
            return image.get().encode(call, content);
        }
        if (item instanceof Content.Text content && text.isPresent()) {
            return text.get().encode(call, content);
        }
        throw unsupported(item);
    }

    private TaskException unsupported(Content item) {
        return TaskException.of(
                Reason.MODALITY_UNSUPPORTED, "this model embeds " + modalities() + ", got " + item.modality());
    }
}
