package dev.triptych.plugin.dualencoder;

import dev.triptych.media.text.TextOptions;
import dev.triptych.media.text.TextTokenizer;
import dev.triptych.spi.model.Activation;
import dev.triptych.spi.model.ModelFolder;
import dev.triptych.towers.ImageSpec;
import dev.triptych.towers.Pooling;
import dev.triptych.towers.TextFeed;
import dev.triptych.towers.TextSpec;
import dev.triptych.towers.TowerOutputs;
import dev.triptych.towers.VectorOutput;
import dev.triptych.towers.Yaml;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

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
                towers.map("text").map(tower -> text(tower, folder)),
                Optional.empty(),
                Optional.empty(),
                Activation.SOFTMAX,
                List.of("towers named by model.yaml"));
    }

    private static Layout.ImageFiles image(Yaml tower) {
        tower.allow("graph", "output", "preprocessor");
        VectorOutput output = VectorOutput.anyOf(TowerOutputs.IMAGE).from(tower.text("output"));
        return new Layout.ImageFiles(
                new ImageSpec("image", tower.requiredText("graph"), output), tower.requiredText("preprocessor"), false);
    }

    private static Layout.TextFiles text(Yaml tower, ModelFolder folder) {
        tower.allow("graph", "output", "pooling", "tokenizer", "max_length", "pad_id");
        VectorOutput output =
                VectorOutput.anyOf(TowerOutputs.TEXT).from(tower.text("output")).pooled(pooling(tower));
        TextFeed feed = new TextFeed(
                tower.whole("max_length", MIN_LENGTH, MAX_LENGTH)
                        .orElseThrow(() -> tower.wrong("max_length", "a number, and is required")),
                tower.whole("pad_id", 0, Integer.MAX_VALUE).orElse(0),
                TextFeed.Padding.LONGEST);
        byte[] tokenizer = folder.read(tower.requiredText("tokenizer"));
        return new Layout.TextFiles(
                new TextSpec("text", tower.requiredText("graph"), output, feed),
                length -> TextTokenizer.fromHuggingFace(tokenizer, TextOptions.of(length)));
    }

    private static Pooling pooling(Yaml tower) {
        String name = tower.text("pooling").orElse(Pooling.NONE.key());
        return Arrays.stream(Pooling.values())
                .filter(pooling -> pooling.key().equals(name))
                .findFirst()
                .orElseThrow(() -> tower.wrong(
                        "pooling",
                        "one of "
                                + Arrays.stream(Pooling.values())
                                        .map(Pooling::key)
                                        .toList()));
    }
}
