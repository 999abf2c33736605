package dev.triptych.plugin.dualencoder;

import static org.assertj.core.api.Assertions.assertThat;

import dev.triptych.parity.Engine;
import dev.triptych.parity.Served;
import dev.triptych.testing.FakeModelFolder;
import dev.triptych.testing.Fixtures;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Mistakes that a server of SigLIP or OpenCLIP could make; each must miss most of a golden's entries. */
class FamilyMutantsTest {
    private static Parity images(String name, FakeModelFolder folder, Pixels change) {
        try (Served served = Folders.serve(Engine.onDisk(folder), change)) {
            return new Parity(served, Goldens.read(name)).images();
        }
    }

    private static Parity texts(String name, FakeModelFolder folder) {
        try (Served served = Folders.serve(Engine.onDisk(folder), UnaryOperator.identity())) {
            return new Parity(served, Goldens.read(name)).texts();
        }
    }

    private static FakeModelFolder edited(String name, String file, String from, String to) {
        FakeModelFolder folder = FakeModelFolder.of(Fixtures.path(name));
        String text = folder.text(file);
        assertThat(text).contains(from);
        return folder.with(file, text.replace(from, to));
    }

    @ParameterizedTest
    @CsvSource({
        "siglip, preprocessor_config.json, '\"resample\": 3', '\"resample\": 2'",
        "siglip, preprocessor_config.json, '0.5,', '0.485,'",
        "siglip2, preprocessor_config.json, '\"resample\": 3', '\"resample\": 1'",
        "openclip, open_clip_config.json, bicubic, bilinear",
        "openclip, open_clip_config.json, 0.48145466, 0.5",
        "openclip, open_clip_config.json, shortest, squash",
        "immich, visual/preprocess_cfg.json, bicubic, bilinear",
        "immich, visual/preprocess_cfg.json, 0.26862954, 0.5",
    })
    void image_anotherConfiguration_missesTheGoldens(String name, String file, String from, String to) {
        Parity parity = images(name, edited(name, file, from, to), Pixels.RIGHT);
        System.out.println(name + " " + from + " -> " + to + " misses "
                + parity.vectorMisses().size() + ": " + parity.figures());
        assertThat(parity.vectorMisses())
                .hasSizeGreaterThan(Goldens.read(name).images().size() / 2);
    }

    @ParameterizedTest
    @CsvSource({
        "siglip, BGR",
        "siglip2, SHIFTED",
        "openclip, BGR",
        "openclip, SHIFTED",
        "immich, BGR",
        "immich, SHIFTED"
    })
    void image_pixelsElsewhere_missesTheGoldens(String name, Pixels change) {
        Parity parity = images(name, FakeModelFolder.of(Fixtures.path(name)), change);
        assertThat(parity.vectorMisses())
                .hasSizeGreaterThan(Goldens.read(name).images().size() / 2);
    }

    @ParameterizedTest
    @CsvSource({
        "siglip, tokenizer_config.json, '\"pad_token\": \"</s>\"', '\"pad_token\": \"<pad>\"'",
        "siglip2, tokenizer_config.json, '\"pad_token\": \"<pad>\"', '\"pad_token\": \"<eos>\"'",
        // Cut short of the length that it was trained with: padding left out.
        "siglip, config.json, '\"max_position_embeddings\": 64', '\"max_position_embeddings\": 48'",
        // A causal family's rule: no padding at all.
        "siglip, config.json, '\"model_type\": \"siglip\"', '\"model_type\": \"align\"'",
        // The end of text dropped.
        "siglip, tokenizer.json, '{\"SpecialToken\":{\"id\":\"</s>\",\"type_id\":0}}', '{\"Sequence\":{\"id\":\"A\",\"type_id\":0}}'",
        "openclip, tokenizer.json, '\"sep\":[\"<|endoftext|>\",813]', '\"sep\":[\"<|startoftext|>\",812]'",
        "immich, textual/tokenizer.json, '\"sep\":[\"<|endoftext|>\",813]', '\"sep\":[\"<|startoftext|>\",812]'",
    })
    void text_anotherConfiguration_missesTheGoldens(String name, String file, String from, String to) {
        Parity parity = texts(name, edited(name, file, from, to));
        System.out.println(name + " " + from + " -> " + to + " misses "
                + parity.vectorMisses().size() + ": " + parity.figures());
        assertThat(parity.vectorMisses())
                .hasSizeGreaterThan(Goldens.read(name).texts().size() / 2);
    }

    @Test
    void text_siglip2WithoutLowerCase_missesTheTextsWithCapitals() {
        Parity parity =
                texts("siglip2", edited("siglip2", "tokenizer_config.json", "Siglip2Tokenizer", "GemmaTokenizer"));
        assertThat(parity.vectorMisses()).contains("upper case", "contractions", "dotted capital i");
    }

    @Test
    void classify_biasDroppedOrSoftmaxForSigmoid_missesTheGoldens() {
        Goldens goldens = Goldens.read("siglip");
        int most = goldens.images().size() * goldens.labels().size() / 2;
        try (Served served = Folders.serve(Fixtures.path("siglip"))) {
            for (Parity.Rule wrong : new Parity.Rule[] {
                new Parity.Rule(goldens.scale(), 0, true),
                new Parity.Rule(goldens.scale(), goldens.bias(), false),
                new Parity.Rule(117.33, goldens.bias(), true)
            }) {
                Parity parity = new Parity(served, goldens).probabilities(wrong);
                assertThat(parity.probabilityMisses()).as(wrong.toString()).hasSizeGreaterThan(most);
            }
        }
    }
}
