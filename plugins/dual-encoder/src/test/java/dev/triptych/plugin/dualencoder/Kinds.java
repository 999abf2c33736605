package dev.triptych.plugin.dualencoder;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.triptych.testing.FakeModelFolder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** All kinds of folders that a golden of this family covers. */
final class Kinds {
    private static final String OLD = "preprocessor_config.json";
    private static final String NESTED = "processor_config.json";
    private static final String OPEN_CLIP = "open_clip_config.json";
    private static final String IMMICH = "visual/preprocess_cfg.json";
    private static final String TEXT = "onnx/text_model.onnx";
    private static final String VISION = "onnx/vision_model.onnx";

    private static final Mistake BGR = Mistake.pixels("blue for red", Pixels.BGR);
    private static final Mistake SHIFTED = Mistake.pixels("crop off by one", Pixels.SHIFTED);
    private static final Mistake NO_END = Mistake.tokens("end of text dropped", Tokens.END_DROPPED);
    private static final Mistake PADDED = Mistake.tokens("padding in front", Tokens.PADDED_IN_FRONT);
    private static final Mistake UNTRAINED = Mistake.scores(
                    "temperature of 100", rule -> new Parity.Rule(100, rule.bias(), rule.sigmoid()))
            .atLeast(0.15);

    static final List<Kind> ALL = List.of(
            Kind.of("CLIP, one graph, as Optimum exports", "clip-combined", "clip", clip(OLD)),
            Kind.of("CLIP, a graph a tower, as transformers.js has it", "clip-split", "clip", clip(NESTED)),
            Kind.of("CLIP, image tower alone, weights in a file of their own", "clip-external", "clip", pictures(OLD)),
            Kind.of("CLIP, text tower alone", "clip-split", "clip", NO_END, PADDED)
                    .with(folder -> folder.without(VISION).without(NESTED)),
            Kind.of("CLIP, tokenizer without `tokenizer.json`", "clip-split", "clip", bilinear(NESTED), NO_END)
                    .with(Kinds::taken),
            Kind.of("CLIP in a cache folder, links into `blobs`", "clip-combined", "clip", bilinear(OLD), NO_END)
                    .inACache(),
            Kind.of("two towers named by `model.yaml`", "clip-split", "clip", bilinear(NESTED), NO_END, UNTRAINED)
                    .with(Kinds::declared),
            Kind.of("SigLIP, one graph, as Optimum exports", "siglip", "siglip", siglip()),
            Kind.of("SigLIP 2 of one resolution, a graph a tower", "siglip2", "siglip2", siglip2()),
            Kind.of("SigLIP 2 in a cache folder, links into `blobs`", "siglip2", "siglip2", siglip2())
                    .inACache(),
            Kind.of("OpenCLIP, as `triptych-export` writes", "openclip", "openclip", openClip(OPEN_CLIP, "")),
            Kind.of(
                    "OpenCLIP in Immich's layout, one row of 77 tokens",
                    "immich",
                    "immich",
                    openClip(IMMICH, "textual/")));

    private Kinds() {}

    private static Mistake bilinear(String file) {
        return Mistake.picture("bilinear for bicubic", file, "\"resample\": 3", "\"resample\": 2");
    }

    private static Mistake[] pictures(String file) {
        return new Mistake[] {
            bilinear(file),
            Mistake.picture("Lanczos for bicubic", file, "\"resample\": 3", "\"resample\": 1"),
            Mistake.picture("another mean", file, "0.48145466", "0.485"),
            BGR,
            SHIFTED
        };
    }

    private static Mistake[] clip(String file) {
        return Stream.concat(Stream.of(pictures(file)), Stream.of(NO_END, PADDED, UNTRAINED))
                .toArray(Mistake[]::new);
    }

    private static Mistake[] siglip() {
        String settings = "tokenizer_config.json";
        return new Mistake[] {
            Mistake.picture("bilinear for bicubic", OLD, "\"resample\": 3", "\"resample\": 2"),
            Mistake.picture("another mean", OLD, "0.5,", "0.485,"),
            BGR,
            SHIFTED,
            Mistake.text("another padding token", settings, "\"pad_token\": \"</s>\"", "\"pad_token\": \"<pad>\""),
            Mistake.text(
                    "filled up to 48 of 64 tokens",
                    "config.json",
                    "\"max_position_embeddings\": 64",
                    "\"max_position_embeddings\": 48"),
            Mistake.text("no padding", "config.json", "\"model_type\": \"siglip\"", "\"model_type\": \"align\""),
            Mistake.text(
                    "end of text dropped",
                    "tokenizer.json",
                    "{\"SpecialToken\":{\"id\":\"</s>\",\"type_id\":0}}",
                    "{\"Sequence\":{\"id\":\"A\",\"type_id\":0}}"),
            Mistake.scores("bias dropped", rule -> new Parity.Rule(rule.scale(), 0, rule.sigmoid())),
            Mistake.scores("softmax for sigmoid", rule -> new Parity.Rule(rule.scale(), rule.bias(), false)),
            Mistake.scores("another model's temperature", rule -> new Parity.Rule(117.33, rule.bias(), true))
        };
    }

    private static Mistake[] siglip2() {
        String settings = "tokenizer_config.json";
        return new Mistake[] {
            Mistake.picture("Lanczos for bicubic", OLD, "\"resample\": 3", "\"resample\": 1"),
            BGR,
            SHIFTED,
            Mistake.text("another padding token", settings, "\"pad_token\": \"<pad>\"", "\"pad_token\": \"<eos>\""),
            // Only texts with capitals show it.
            Mistake.text("capitals kept", settings, "Siglip2Tokenizer", "GemmaTokenizer")
                    .atLeast(0.05),
            Mistake.scores("bias dropped", rule -> new Parity.Rule(rule.scale(), 0, rule.sigmoid()))
        };
    }

    private static Mistake[] openClip(String pictures, String prefix) {
        return new Mistake[] {
            Mistake.picture("bilinear for bicubic", pictures, "bicubic", "bilinear"),
            Mistake.picture("another mean", pictures, "0.48145466", "0.5"),
            Mistake.picture("another deviation", pictures, "0.26862954", "0.5"),
            Mistake.picture("squashed", pictures, "shortest", "squash"),
            BGR,
            SHIFTED,
            Mistake.text(
                    "end of text dropped",
                    prefix + "tokenizer.json",
                    "\"sep\":[\"<|endoftext|>\",813]",
                    "\"sep\":[\"<|startoftext|>\",812]"),
            UNTRAINED
        };
    }

    /** The folder with {@code vocab.json} and {@code merges.txt} in place of {@code tokenizer.json}. */
    private static FakeModelFolder taken(FakeModelFolder folder) {
        try {
            JsonNode model =
                    new ObjectMapper().readTree(folder.read("tokenizer.json")).get("model");
            List<String> merges = new ArrayList<>(List.of("#version: 0.2"));
            model.get("merges")
                    .forEach(merge -> merges.add(
                            merge.get(0).asText() + " " + merge.get(1).asText()));
            return folder.without("tokenizer.json")
                    .with("vocab.json", model.get("vocab").toString())
                    .with("merges.txt", String.join("\n", merges) + "\n");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static FakeModelFolder declared(FakeModelFolder folder) {
        return folder.without("config.json").with("model.yaml", """
                        family: dual-encoder
                        logit_scale: 37.5
                        towers:
                          image: {graph: %s, preprocessor: %s}
                          text: {graph: %s, tokenizer: tokenizer.json, max_length: 77}
                        """.formatted(VISION, NESTED, TEXT));
    }
}
