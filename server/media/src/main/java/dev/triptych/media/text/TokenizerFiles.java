package dev.triptych.media.text;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import dev.triptych.spi.model.ModelFolder;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Stream;

/**
 * The files of one tokenizer, found by their names in a folder: {@code tokenizer.json}, or {@code vocab.json} with
 * {@code merges.txt}, {@code vocab.txt}, or a SentencePiece model; and the configurations beside them. Thread-safe.
 */
public final class TokenizerFiles {
    static final String TOKENIZER = "tokenizer.json";
    static final String VOCAB_JSON = "vocab.json";
    static final String MERGES = "merges.txt";
    static final String VOCAB_TXT = "vocab.txt";
    /** The names that families give to a SentencePiece model. */
    static final List<String> SENTENCE_PIECE = List.of("spiece.model", "sentencepiece.bpe.model", "tokenizer.model");

    private static final String CONFIG = "tokenizer_config.json";
    private static final int LEAST = 4;
    private static final int MOST = 1 << 20;

    private final ModelFolder folder;
    private final String prefix;

    private TokenizerFiles(ModelFolder folder, String prefix) {
        this.folder = folder;
        this.prefix = prefix;
    }

    /**
     * The files under a prefix, such as {@code ""} or {@code textual/}.
     *
     * @param prefix empty, or a folder's name that ends in a slash
     */
    public static TokenizerFiles in(ModelFolder folder, String prefix) {
        return new TokenizerFiles(folder, prefix);
    }

    /** The files at the folder's top. */
    public static TokenizerFiles in(ModelFolder folder) {
        return in(folder, "");
    }

    /** Whether there is any vocabulary; whether it can be used is another matter. */
    public boolean present() {
        return source().isPresent();
    }

    /** The file that the vocabulary comes from; {@code tokenizer.json} before all others. */
    public Optional<String> source() {
        return Stream.concat(
                        Stream.of(TOKENIZER, VOCAB_JSON, VOCAB_TXT)
                                .filter(name -> has(name) && (!name.equals(VOCAB_JSON) || has(MERGES))),
                        sentencePiece().stream())
                .findFirst()
                .map(name -> prefix + name);
    }

    /** The {@code model_max_length} of {@code tokenizer_config.json}; empty where there is none, or a meaningless one. */
    public OptionalInt maxLength() {
        return maxLength(config());
    }

    /** Where {@code tokenizer_config.json} wants padding; empty where it does not say. */
    public Optional<Side> paddingSide() {
        return Side.named(config().path("padding_side").asText());
    }

    /** Where {@code tokenizer_config.json} wants long texts cut; empty where it does not say. */
    public Optional<Side> truncationSide() {
        return Side.named(config().path("truncation_side").asText());
    }

    static OptionalInt maxLength(JsonNode config) {
        JsonNode length = config.path("model_max_length");
        boolean meant = length.isNumber() && length.doubleValue() >= LEAST && length.doubleValue() <= MOST;
        return meant ? OptionalInt.of(length.intValue()) : OptionalInt.empty();
    }

    /** {@code tokenizer_config.json}; missing without one. */
    JsonNode config() {
        return json(CONFIG);
    }

    Optional<String> sentencePiece() {
        return SENTENCE_PIECE.stream().filter(this::has).findFirst();
    }

    boolean has(String name) {
        return folder.has(prefix + name);
    }

    /** The name as messages give it. */
    String shown(String name) {
        return prefix + name;
    }

    byte[] read(String name) {
        return folder.read(prefix + name);
    }

    JsonNode json(String name) {
        return has(name) ? Json.parse(read(name), shown(name)) : MissingNode.getInstance();
    }

    /** The model's own {@code config.json}, beside the tokenizer or at the folder's top; missing without one. */
    JsonNode modelConfig() {
        String name = "config.json";
        if (has(name)) {
            return json(name);
        }
        return folder.has(name) ? Json.parse(folder.read(name), name) : MissingNode.getInstance();
    }
}
