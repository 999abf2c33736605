package dev.triptych.plugin.dualencoder;

import dev.triptych.spi.model.ModelFolder;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;

/** Reads the towers that a {@code model.yaml} with {@code family: dual-encoder} and {@code towers} names. */
final class DeclaredLayout {
    private DeclaredLayout() {}

    /** The layout; {@code CONFIG_INVALID} names a key that is missing or wrong. */
    static Layout read(ModelFolder folder) {
        Yaml towers = new Yaml(folder.overrides()).map("towers").orElseThrow(() -> new Yaml(folder.overrides())
                .wrong("towers", "a map, and is required"));
        towers.allow("image", "text");
        return new Layout(
                "embed",
                towers.map("image").map(DeclaredLayout::image),
                towers.map("text").map(DeclaredLayout::text),
                Optional.empty(),
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
        double maxLength =
                tower.number("max_length").orElseThrow(() -> tower.wrong("max_length", "a number, and is required"));
        if (maxLength < 1 || maxLength > 1 << 20 || maxLength != Math.rint(maxLength)) {
            throw tower.wrong("max_length", "a whole number from 1 to 1048576");
        }
        return new Layout.TextFiles(
                tower.requiredText("graph"),
                tower.text("output"),
                pooling(tower),
                tower.requiredText("tokenizer"),
                (int) maxLength,
                (long) tower.number("pad_id").orElse(0));
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
