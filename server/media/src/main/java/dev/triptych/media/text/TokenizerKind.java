package dev.triptych.media.text;

import com.fasterxml.jackson.databind.JsonNode;
import dev.triptych.spi.error.Quoted;
import dev.triptych.spi.error.Reason;
import dev.triptych.spi.error.TaskException;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** The tokenizers that can be built from their vocabularies, each with the names of its special tokens. */
enum TokenizerKind {
    CLIP(Form.BYTE_PAIRS, "clip", "bos=<|startoftext|> eos=<|endoftext|> unk=<|endoftext|> pad=<|endoftext|>"),
    GPT2(Form.BYTE_PAIRS, "gpt2", "bos=<|endoftext|> eos=<|endoftext|> unk=<|endoftext|>"),
    ROBERTA(Form.BYTE_PAIRS, "roberta", Names.ROBERTA),
    BERT(Form.WORD_PIECES, "bert", "unk=[UNK] sep=[SEP] pad=[PAD] cls=[CLS] mask=[MASK]"),
    MPNET(Form.WORD_PIECES, "mpnet", "bos=<s> eos=</s> unk=[UNK] sep=</s> pad=<pad> cls=<s> mask=<mask>"),
    T5(Form.SENTENCE_PIECE, "t5", "eos=</s> unk=<unk> pad=<pad>"),
    XLM_ROBERTA(Form.SENTENCE_PIECE, "xlmroberta", Names.ROBERTA),
    SIGLIP(Form.SENTENCE_PIECE, "siglip", "eos=</s> unk=<unk> pad=</s>"),
    GEMMA(Form.SENTENCE_PIECE, "gemma", Names.GEMMA),
    /** Gemma's in small letters. */
    SIGLIP2(Form.SENTENCE_PIECE, "siglip2", Names.GEMMA);

    /** How a vocabulary is written down. */
    enum Form {
        BYTE_PAIRS,
        WORD_PIECES,
        SENTENCE_PIECE
    }

    private static final class Names {
        static final String ROBERTA = "bos=<s> eos=</s> unk=<unk> sep=</s> pad=<pad> cls=<s> mask=<mask>";
        static final String GEMMA = "bos=<bos> eos=<eos> unk=<unk> pad=<pad> mask=<mask>";
    }

    /** Model types and tokenizer classes that are another's kind, in small letters without signs. */
    private static final Map<String, TokenizerKind> ALIASES = Map.ofEntries(
            Map.entry("cliptextmodel", CLIP),
            Map.entry("bart", ROBERTA),
            Map.entry("longformer", ROBERTA),
            Map.entry("distilroberta", ROBERTA),
            Map.entry("distilbert", BERT),
            Map.entry("electra", BERT),
            Map.entry("mobilebert", BERT),
            Map.entry("convbert", BERT),
            Map.entry("nomicbert", BERT),
            Map.entry("mt5", T5),
            Map.entry("umt5", T5),
            Map.entry("xlmrobertaxl", XLM_ROBERTA),
            Map.entry("siglip2textmodel", SIGLIP2),
            Map.entry("siglip2visionmodel", SIGLIP2),
            Map.entry("gemma2", GEMMA),
            Map.entry("gemma3", GEMMA),
            Map.entry("gemma3text", GEMMA),
            Map.entry("xclip", CLIP),
            Map.entry("chineseclip", BERT),
            Map.entry("align", BERT));

    private static final Set<String> NO_FAMILY = Set.of("pretrained", "tokenizersbackend", "");

    private final Form form;
    private final String key;
    private final String specials;

    TokenizerKind(Form form, String key, String specials) {
        this.form = form;
        this.key = key;
        this.specials = specials;
    }

    /** Whether SentencePiece's byte pairs are behind it. */
    boolean bytePieces() {
        return this == GEMMA || this == SIGLIP2;
    }

    Form form() {
        return form;
    }

    /** The family's special tokens, by attribute such as {@code eos_token}. */
    Map<String, String> specials() {
        Map<String, String> named = new LinkedHashMap<>();
        for (String entry : specials.split(" ")) {
            int equals = entry.indexOf('=');
            named.put(entry.substring(0, equals) + "_token", entry.substring(equals + 1));
        }
        return named;
    }

    /** The kind that the configurations name, else the only one that the files' form leaves. */
    static TokenizerKind of(TokenizerFiles files) {
        String stated = files.config().path("tokenizer_class").asText();
        String byClass = plain(stated).replaceAll("(tokenizer|tokenizerfast)$", "");
        if (!NO_FAMILY.contains(byClass)) {
            return named(byClass).orElseThrow(() -> unknown(files, stated));
        }
        JsonNode config = files.modelConfig();
        return named(plain(config.path("model_type").asText()))
                .or(() -> named(
                        plain(config.path("text_config").path("model_type").asText())))
                .or(() -> byForm(files))
                .orElseThrow(() -> unknown(files, stated));
    }

    private static Optional<TokenizerKind> named(String name) {
        for (TokenizerKind kind : values()) {
            if (kind.key.equals(name)) {
                return Optional.of(kind);
            }
        }
        return Optional.ofNullable(ALIASES.get(name));
    }

    private static Optional<TokenizerKind> byForm(TokenizerFiles files) {
        if (files.has(TokenizerFiles.VOCAB_TXT)) {
            return Optional.of(BERT);
        }
        if (!files.has(TokenizerFiles.VOCAB_JSON) || !files.has(TokenizerFiles.MERGES)) {
            return Optional.empty();
        }
        JsonNode vocabulary = files.json(TokenizerFiles.VOCAB_JSON);
        if (vocabulary.has("<|startoftext|>")) {
            return Optional.of(CLIP);
        }
        return Optional.of(vocabulary.has("<s>") ? ROBERTA : GPT2);
    }

    private static String plain(String name) {
        return name.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]", "");
    }

    private static TaskException unknown(TokenizerFiles files, String stated) {
        TreeSet<String> known = new TreeSet<>();
        for (TokenizerKind kind : values()) {
            known.add(kind.key);
        }
        return TaskException.of(
                Reason.MODEL_UNSUPPORTED,
                files.shown("tokenizer_config.json") + ": tokenizer_class "
                        + (stated.isEmpty() ? "is missing" : Quoted.text(stated) + " is not served")
                        + " without a tokenizer.json; known are those of " + String.join(", ", known)
                        + ". Write tokenizer.json with transformers: AutoTokenizer.from_pretrained(DIR).save_pretrained(DIR)");
    }
}
