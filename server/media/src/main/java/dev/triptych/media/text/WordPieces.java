package dev.triptych.media.text;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.triptych.spi.error.Reason;
import dev.triptych.spi.error.TaskException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;

/** Word pieces from {@code vocab.txt}, one a line: BERT's and MPNet's. */
final class WordPieces {
    private WordPieces() {}

    static TokenizerBuilder.Built build(TokenizerFiles files, TokenizerKind kind) {
        if (!files.has(TokenizerFiles.VOCAB_TXT)) {
            throw TokenizerBuilder.missing(files, TokenizerFiles.VOCAB_TXT);
        }
        String file = files.shown(TokenizerFiles.VOCAB_TXT);
        Map<String, Integer> vocabulary = vocabulary(files, file);
        SpecialTokens specials = SpecialTokens.read(files, kind.specials());
        PostProcessors processors = new PostProcessors(vocabulary, file);
        String cls = specials.named("cls_token").orElse("[CLS]");
        String sep = specials.named("sep_token").orElse("[SEP]");
        String unknown = specials.named("unk_token").orElse("[UNK]");
        List.of(cls, sep, unknown).forEach(processors::id);
        ObjectNode model = Json.typed("WordPiece")
                .put("unk_token", unknown)
                .put("continuing_subword_prefix", "##")
                .put("max_input_chars_per_word", 100);
        ObjectNode entries = model.putObject("vocab");
        vocabulary.forEach(entries::put);
        ObjectNode tree = TokenizerBuilder.tree();
        tree.set("added_tokens", specials.json(vocabulary));
        tree.set("normalizer", normalizer(files.config()));
        tree.set("pre_tokenizer", Json.typed("BertPreTokenizer"));
        tree.set(
                "post_processor",
                kind == TokenizerKind.MPNET
                        ? processors.roberta(cls, sep, true)
                        : processors.template(List.of(cls, "$A", sep), List.of(cls, "$A", sep, "$B:1", sep + ":1")));
        tree.set("model", model);
        return new TokenizerBuilder.Built(tree, file, UnaryOperator.identity());
    }

    private static ObjectNode normalizer(JsonNode config) {
        ObjectNode normalizer = Json.typed("BertNormalizer")
                .put("clean_text", true)
                .put(
                        "handle_chinese_chars",
                        config.path("tokenize_chinese_chars").asBoolean(true));
        if (config.path("strip_accents").isBoolean()) {
            normalizer.put("strip_accents", config.path("strip_accents").asBoolean());
        } else {
            normalizer.putNull("strip_accents");
        }
        return normalizer.put("lowercase", config.path("do_lower_case").asBoolean(true));
    }

    private static Map<String, Integer> vocabulary(TokenizerFiles files, String file) {
        List<String> lines = BytePairs.lines(files.read(TokenizerFiles.VOCAB_TXT));
        Map<String, Integer> vocabulary = new LinkedHashMap<>();
        for (int id = 0; id < lines.size(); id++) {
            vocabulary.put(withoutSpaceAtEnd(lines.get(id)), id);
        }
        if (vocabulary.isEmpty()) {
            throw TaskException.of(Reason.CONFIG_INVALID, file + ": it holds no tokens; expected one a line");
        }
        return vocabulary;
    }

    /** The tokenizers library trims what Unicode calls white space, of which Java's own notion lacks three. */
    private static String withoutSpaceAtEnd(String line) {
        int end = line.length();
        while (end > 0 && white(line.charAt(end - 1))) {
            end--;
        }
        return line.substring(0, end);
    }

    private static boolean white(char c) {
        return c == ' ' || (c >= '\t' && c <= '\r') || c == 0x85 || Character.isSpaceChar(c);
    }
}
