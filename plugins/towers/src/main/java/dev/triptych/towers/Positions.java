package dev.triptych.towers;

import java.util.OptionalInt;
import java.util.Set;

/** How many tokens a text model has positions for. */
public final class Positions {
    private static final int LEAST = 4;
    private static final int MOST = 1 << 20;
    private static final int USUAL = 512;
    /** Families that count positions from the padding id on, and so have two fewer than they state. */
    private static final Set<String> OFFSET = Set.of("roberta", "xlm-roberta", "camembert", "mpnet", "longformer");

    private Positions() {}

    /** The {@code max_position_embeddings} of a {@code config.json} that can be used; empty where it states none. */
    public static OptionalInt of(JsonConfig config) {
        OptionalInt stated = config.whole("max_position_embeddings", LEAST + 2, MOST);
        return stated.isPresent() && OFFSET.contains(config.modelType())
                ? OptionalInt.of(stated.getAsInt() - 2)
                : stated;
    }

    /**
     * The longest text: the tokenizer's word, held to what the model has positions for; 512 where nothing tells.
     *
     * @param wanted what the tokenizer's or the family's configuration says
     */
    public static int longest(OptionalInt wanted, JsonConfig config) {
        OptionalInt positions = of(config);
        return Math.min(wanted.orElse(positions.orElse(USUAL)), positions.orElse(MOST));
    }
}
