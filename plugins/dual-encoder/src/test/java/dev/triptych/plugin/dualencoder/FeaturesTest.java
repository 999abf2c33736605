package dev.triptych.plugin.dualencoder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.triptych.parity.Engine;
import dev.triptych.parity.FeatureGoldens;
import dev.triptych.parity.Served;
import dev.triptych.spi.content.Content;
import dev.triptych.spi.error.TaskException;
import dev.triptych.spi.model.FeatureExtractor;
import dev.triptych.spi.model.FeatureQuery;
import dev.triptych.testing.FakeModelFolder;
import dev.triptych.testing.Fixtures;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletionException;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What towers give out of their inside, against transformers; mistakes must miss. */
class FeaturesTest {
    @ParameterizedTest
    @ValueSource(strings = {"clip-split", "siglip2"})
    void features_bothTowers_equalTheReference(String name) {
        FeatureGoldens goldens = new FeatureGoldens(name);
        try (Served served = Folders.serve(Fixtures.path(name))) {
            assertThat(goldens.misses(served, "text")).isEmpty();
            assertThat(goldens.misses(served, "image")).isEmpty();
            System.out.println(name + ": features apart by at most " + goldens.worst());
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "clip-split|[tokens[-1, 32], patches[64, 48]]",
                "siglip2|[tokens[-1, 32], pooled[32], patches[64, 32]]",
                "clip-external|[patches[64, 48]]",
                "clip-combined|[]",
                "siglip|[]",
                "openclip|[]",
                "immich|[]"
            })
    void declared_eachFolder_isWhatItsGraphsHave(String name, String features) {
        try (Served served = Folders.serve(Fixtures.path(name))) {
            assertThat(FeatureGoldens.declared(served)).hasToString(features);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "clip-split, BGR",
        "clip-split, SHIFTED",
        "clip-split, TRANSPOSED",
        "siglip2, BGR",
        "siglip2, SHIFTED",
        "siglip2, TRANSPOSED"
    })
    void patches_pixelsElsewhere_missTheGoldens(String name, Pixels change) {
        FeatureGoldens goldens = new FeatureGoldens(name);
        try (Served served = Folders.serve(Engine.onDisk(FakeModelFolder.of(Fixtures.path(name))), change)) {
            assertThat(goldens.misses(served, "image")).hasSize(goldens.count("image"));
        }
    }

    @ParameterizedTest
    @CsvSource({
        // Another token attended to in the places left over; another one at the end.
        "siglip2, tokenizer_config.json, '\"pad_token\": \"<pad>\"', '\"pad_token\": \"<eos>\"', text",
        "clip-split, tokenizer.json, '\"sep\":[\"<|endoftext|>\",1513]', '\"sep\":[\"<|startoftext|>\",1512]', text",
    })
    void features_anotherConfiguration_missMostGoldens(String name, String file, String from, String to, String stage) {
        FakeModelFolder folder = FakeModelFolder.of(Fixtures.path(name));
        assertThat(folder.text(file)).contains(from);
        folder.with(file, folder.text(file).replace(from, to));
        FeatureGoldens goldens = new FeatureGoldens(name);
        try (Served served = Folders.serve(Engine.onDisk(folder), UnaryOperator.identity())) {
            assertThat(goldens.misses(served, stage)).hasSizeGreaterThan(goldens.count(stage) / 2);
        }
    }

    @Test
    void patches_otherThanTheConfigurationSays_areRefused() {
        FakeModelFolder folder = FakeModelFolder.of(Fixtures.path("clip-split"));
        folder.with("config.json", folder.text("config.json").replace("\"patch_size\": 8", "\"patch_size\": 16"));
        Content image = new Content.Image(
                ByteBuffer.wrap(Fixtures.bytes("images/png-rgb-64x64.png")).asReadOnlyBuffer());
        try (Served served = Folders.serve(Engine.onDisk(folder), UnaryOperator.identity())) {
            FeatureExtractor extractor =
                    served.model().all(FeatureExtractor.class).get(0);
            assertThat(extractor
                            .plan(new FeatureQuery(image, Set.of("patches")))
                            .hostBytes())
                    .isGreaterThan(16 * 48 * Float.BYTES);
            CompletionException refused = catchThrowableOfType(
                    CompletionException.class, () -> served.features("image", List.of(image), Set.of("patches")));
            assertThat(refused.getCause()).isInstanceOf(TaskException.class).hasMessageContaining("65 vectors");
        }
    }
}
