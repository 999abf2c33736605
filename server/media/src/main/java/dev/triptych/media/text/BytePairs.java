package dev.triptych.media.text;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.triptych.spi.error.Quoted;
import dev.triptych.spi.error.Reason;
import dev.triptych.spi.error.TaskException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;

/** Byte-level byte pairs from {@code vocab.json} and {@code merges.txt}: CLIP's, GPT-2's and RoBERTa's. */
final class BytePairs {
    /** CLIP's words: its marks, English contractions, runs of letters, single digits, runs of other signs. */
    private static final String CLIP_WORDS =
            "<\\|startoftext\\|>|<\\|endoftext\\|>|'s|'t|'re|'ve|'m|'ll|'d|[\\p{L}]+|[\\p{N}]" + "|[^\\s\\p{L}\\p{N}]+";

    private final TokenizerFiles files;
    private final TokenizerKind kind;
    private final Map<String, Integer> vocabulary;

    private BytePairs(TokenizerFiles files, TokenizerKind kind) {
        this.files = files;
        this.kind = kind;
        this.vocabulary = vocabulary(files);
    }

    static TokenizerBuilder.Built build(TokenizerFiles files, TokenizerKind kind) {
        for (String name : List.of(TokenizerFiles.VOCAB_JSON, TokenizerFiles.MERGES)) {
            if (!files.has(name)) {
                throw TokenizerBuilder.missing(files, name);
            }
        }
        return new TokenizerBuilder.Built(
                new BytePairs(files, kind).tree(), files.shown(TokenizerFiles.VOCAB_JSON), UnaryOperator.identity());
    }

    private ObjectNode tree() {
        boolean prefixSpace = files.config().path("add_prefix_space").asBoolean();
        SpecialTokens specials = SpecialTokens.read(files, kind.specials());
        ObjectNode tree = TokenizerBuilder.tree();
        ObjectNode model = model(specials);
        tree.set("added_tokens", specials.json(vocabulary));
        ObjectNode byteLevel = Json.typed("ByteLevel")
                .put("add_prefix_space", kind != TokenizerKind.CLIP && prefixSpace)
                .put("trim_offsets", true)
                .put("use_regex", true);
        if (kind == TokenizerKind.CLIP) {
            tree.set("normalizer", clipNormalizer());
            ObjectNode sequence = Json.typed("Sequence");
            sequence.putArray("pretokenizers").add(clipWords()).add(byteLevel);
            tree.set("pre_tokenizer", sequence);
        } else {
            tree.putNull("normalizer");
            tree.set("pre_tokenizer", byteLevel);
        }
        tree.set("post_processor", postProcessor(specials));
        tree.set("model", model);
        return tree;
    }

    private ObjectNode postProcessor(SpecialTokens specials) {
        PostProcessors processors = new PostProcessors(vocabulary, files.shown(TokenizerFiles.VOCAB_JSON));
        return switch (kind) {
            case CLIP -> processors.roberta(name(specials, "bos_token"), name(specials, "eos_token"), false);
            case ROBERTA -> processors.roberta(name(specials, "cls_token"), name(specials, "sep_token"), true);
            default -> BeginAndEnd.template(files, specials, processors);
        };
    }

    private static String name(SpecialTokens specials, String attribute) {
        return specials.named(attribute).orElse("");
    }

    private static ObjectNode clipNormalizer() {
        ObjectNode spaces = Json.typed("Replace").put("content", " ");
        spaces.putObject("pattern").put("Regex", "\\s+");
        ObjectNode sequence = Json.typed("Sequence");
        sequence.putArray("normalizers").add(Json.typed("NFC")).add(spaces).add(Json.typed("Lowercase"));
        return sequence;
    }

    private static ObjectNode clipWords() {
        ObjectNode split = Json.typed("Split").put("behavior", "Removed").put("invert", true);
        split.putObject("pattern").put("Regex", CLIP_WORDS);
        return split;
    }

    private ObjectNode model(SpecialTokens specials) {
        ObjectNode model = Json.typed("BPE");
        if (kind == TokenizerKind.CLIP) {
            specials.named("unk_token").ifPresent(unknown -> model.put("unk_token", unknown));
        }
        model.put("continuing_subword_prefix", "");
        model.put("end_of_word_suffix", kind == TokenizerKind.CLIP ? "</w>" : "");
        model.put("fuse_unk", false);
        ObjectNode entries = model.putObject("vocab");
        vocabulary.forEach(entries::put);
        model.set("merges", merges());
        return model;
    }

    private ArrayNode merges() {
        ArrayNode out = Json.array();
        List<String> lines = lines(files.read(TokenizerFiles.MERGES));
        for (int i = 0; i < lines.size(); i++) {
            String line = lines.get(i);
            if (line.isEmpty() || line.startsWith("#version")) {
                continue;
            }
            String[] pair = line.split(" ", -1);
            if (pair.length != 2 || !known(pair[0]) || !known(pair[1]) || !known(pair[0] + pair[1])) {
                throw TaskException.of(
                        Reason.CONFIG_INVALID,
                        files.shown(TokenizerFiles.MERGES) + ": line " + (i + 1) + ", " + Quoted.text(line)
                                + ", is not two tokens of vocab.json that make a third; use both files of one model");
            }
            out.addArray().add(pair[0]).add(pair[1]);
        }
        return out;
    }

    private boolean known(String token) {
        return vocabulary.containsKey(token);
    }

    static List<String> lines(byte[] bytes) {
        List<String> lines = new ArrayList<>(List.of(new String(bytes, StandardCharsets.UTF_8).split("\n", -1)));
        lines.replaceAll(line -> line.endsWith("\r") ? line.substring(0, line.length() - 1) : line);
        if (lines.get(lines.size() - 1).isEmpty()) {
            lines.remove(lines.size() - 1);
        }
        return lines;
    }

    private static Map<String, Integer> vocabulary(TokenizerFiles files) {
        JsonNode root = files.json(TokenizerFiles.VOCAB_JSON);
        Map<String, Integer> vocabulary = new LinkedHashMap<>();
        for (Map.Entry<String, JsonNode> entry : root.properties()) {
            JsonNode id = entry.getValue();
            if (!id.canConvertToInt() || id.asInt() < 0) {
                throw TaskException.of(
                        Reason.CONFIG_INVALID,
                        files.shown(TokenizerFiles.VOCAB_JSON) + ": the token " + Quoted.text(entry.getKey())
                                + " has no number from 0 on; expected an object of tokens and their numbers");
            }
            vocabulary.put(entry.getKey(), id.asInt());
        }
        if (vocabulary.isEmpty()) {
            throw TaskException.of(
                    Reason.CONFIG_INVALID, files.shown(TokenizerFiles.VOCAB_JSON) + ": it holds no tokens");
        }
        return vocabulary;
    }
}
