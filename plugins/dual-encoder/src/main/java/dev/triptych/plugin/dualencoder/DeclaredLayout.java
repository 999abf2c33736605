package dev.triptych.plugin.dualencoder;

import dev.triptych.spi.model.ModelFolder;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;

/** Reads the towers that a {@code model.yaml} with {@code family: dual-encoder} and {@code towers} names. */
final class DeclaredLayout {
    /** The least that a text may be cut to: two special tokens and two of its own. */
    static final int MIN_LENGTH = 4;
    /** The most that a text may be cut to. */
    static final int MAX_LENGTH = 1 << 20;

    private DeclaredLayout() {}

    /** The layout; {@code CONFIG_INVALID} names a key that is missing or wrong. */
    static Layout read(ModelFolder folder) {
        Yaml overrides = new Yaml(folder.overrides());
        Yaml towers = overrides.map("towers").orElseThrow(() -> overrides.wrong("towers", "a map, and is required"));
        towers.allow("image", "text");
        return new Layout(
                "embed",
                towers.map("image").map(DeclaredLayout::image),
                towers.map("text").map(DeclaredLayout::text),
                Optional.empty(),
                OptionalInt.empty(),
                OptionalDouble.empty(),
                List.of("towers named by model.yaml"));
    }

    private static Layout.ImageFiles image(Yaml tower) {
        tower.allow("graph", "output", "preprocessor");
        return new Layout.ImageFiles(
                tower.requiredText("graph"), tower.text("output"), tower.requiredText("preprocessor"));
    }

    private static Layout.TextFiles text(Yaml tower) {
        tower.allow("graph", "output", "pooling", "tokenizer", "max_length", "pad_id");
        return new Layout.TextFiles(
                tower.requiredText("graph"),
                tower.text("output"),
                pooling(tower),
                tower.requiredText("tokenizer"),
                tower.whole("max_length", MIN_LENGTH, MAX_LENGTH)
                        .orElseThrow(() -> tower.wrong("max_length", "a number, and is required")),
                tower.whole("pad_id", 0, Integer.MAX_VALUE).orElse(0));
    }

    private static Pooling pooling(Yaml tower) {
        String name = tower.text("pooling").orElse("none");
        for (Pooling pooling : Pooling.values()) {
            if (pooling.name().toLowerCase(Locale.ROOT).equals(name)) {
                return pooling;
            }
        }
        throw tower.wrong("pooling", "none or mean");
    }
}
