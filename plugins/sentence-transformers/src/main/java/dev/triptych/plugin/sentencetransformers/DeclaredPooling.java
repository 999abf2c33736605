package dev.triptych.plugin.sentencetransformers;

import dev.triptych.spi.error.Reason;
import dev.triptych.spi.error.TaskException;
import dev.triptych.towers.Pooling;
import dev.triptych.towers.Yaml;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * What {@code model.yaml} says of an encoder whose folder has no {@code modules.json}.
 *
 * @param pooling how token vectors become one; empty when the graph does it
 * @param normalize whether the vector is brought to norm 1 after that; false where it does not say
 * @param maxLength the longest text in tokens, special ones included; empty when the tokenizer tells
 */
record DeclaredPooling(Optional<Pooling> pooling, boolean normalize, OptionalInt maxLength) {
    static final String POOLING = "pooling";
    static final String NORMALIZE = "normalize";
    static final String MAX_LENGTH = "max_length";

    static final DeclaredPooling NOTHING = new DeclaredPooling(Optional.empty(), false, OptionalInt.empty());

    private static final int LEAST = 4;
    private static final int MOST = 1 << 20;

    /** What is stated; {@code CONFIG_INVALID} for a value that is none. */
    static DeclaredPooling read(Map<String, Object> values) {
        Yaml overrides = new Yaml(values);
        return new DeclaredPooling(
                overrides.text(POOLING).map(name -> pooling(name, overrides)),
                overrides.flag(NORMALIZE).orElse(false),
                overrides.whole(MAX_LENGTH, LEAST, MOST));
    }

    private static Pooling pooling(String name, Yaml overrides) {
        return switch (name) {
            case "mean" -> Pooling.MEAN;
            case "cls" -> Pooling.CLS;
            case "last" -> Pooling.LAST;
            default -> throw overrides.wrong(POOLING, "mean, cls or last");
        };
    }

    /** The stated length, if any; {@code CONFIG_INVALID} when the model has fewer positions. */
    OptionalInt longest(int positions) {
        if (maxLength.orElse(0) > positions) {
            throw new Yaml(Map.of())
                    .wrong(MAX_LENGTH, "a whole number from " + LEAST + " to " + positions + ", the model's positions");
        }
        return maxLength;
    }

    /**
     * The refusal of a graph of token vectors that nothing says how to pool.
     *
     * @param longest the length to state, as far as the tokenizer and {@code config.json} tell
     */
    static TaskException missing(int longest) {
        return TaskException.of(
                Reason.MODEL_INCOMPLETE,
                "nothing says how token vectors become one: modules.json is missing, and the graph has no output"
                        + " sentence_embedding. Write a model.yaml of three lines, as the model's card has it:"
                        + " \"" + POOLING + ": mean\" (or cls, last), \"" + NORMALIZE + ": true\", \"" + MAX_LENGTH
                        + ": "
                        + longest + "\"; or add modules.json and 1_Pooling/config.json from the original");
    }
}
