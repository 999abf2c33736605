package dev.triptych.app.endtoend.chaos;

import java.util.List;
import java.util.SplittableRandom;

/** Draws the script of a call: mostly raw tensors, the rest typed calls of one to eight items. Immutable. */
final class Mix {
    private final Pool pool;
    private final List<Quiet> models;

    /**
     * @param models what typed calls use; the first nine times in ten
     */
    Mix(Pool pool, List<Quiet> models) {
        this.pool = pool;
        this.models = List.copyOf(models);
    }

    Script<?, ?> draw(String id, SplittableRandom random, Fate fate) {
        int percent = random.nextInt(100);
        if (percent < 70) {
            return new EchoScript(id, random, fate == Fate.SPOILT);
        }
        Quiet quiet = models.get(random.nextInt(10) == 0 ? random.nextInt(models.size()) : 0);
        if (percent < 82) {
            return new EmbedScript(quiet, items(id, random, 6, fate));
        }
        if (percent < 92) {
            return new StreamScript(quiet, items(id, random, 8, fate));
        }
        return new ClassifyScript(quiet, items(id, random, 3, fate));
    }

    private Items items(String id, SplittableRandom random, int most, Fate fate) {
        return new Items(id, pool, random, 1 + random.nextInt(most), fate);
    }
}
