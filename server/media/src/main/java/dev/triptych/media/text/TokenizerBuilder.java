package dev.triptych.media.text;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.triptych.spi.error.Reason;
import dev.triptych.spi.error.TaskException;
import java.util.Optional;
import java.util.function.UnaryOperator;

/**
 * Builds the {@code tokenizer.json} that a folder without one would have, as the tokenizers of transformers 5 assemble
 * themselves from their vocabularies.
 */
final class TokenizerBuilder {
    /**
     * @param tree the whole {@code tokenizer.json}
     * @param source the file that the vocabulary came from, for messages
     * @param prepare what happens to a text before the tokenizer sees it
     * @param padToken the family's padding token, where the configuration states none
     */
    record Built(ObjectNode tree, String source, UnaryOperator<String> prepare, Optional<String> padToken) {
        Built(ObjectNode tree, String source, UnaryOperator<String> prepare) {
            this(tree, source, prepare, Optional.empty());
        }

        Built padded(Optional<String> token) {
            return new Built(tree, source, prepare, token);
        }
    }

    private TokenizerBuilder() {}

    /** The tokenizer of a folder's files; the error names the file and what was expected. */
    static Built build(TokenizerFiles files) {
        if (files.has(TokenizerFiles.TOKENIZER)) {
            return new Built(
                    Json.parse(files.read(TokenizerFiles.TOKENIZER), files.shown(TokenizerFiles.TOKENIZER)),
                    files.shown(TokenizerFiles.TOKENIZER),
                    UnaryOperator.identity());
        }
        if (!files.present()) {
            throw missing(files);
        }
        TokenizerKind kind = TokenizerKind.of(files);
        Built built =
                switch (kind.form()) {
                    case BYTE_PAIRS -> BytePairs.build(files, kind);
                    case WORD_PIECES -> WordPieces.build(files, kind);
                    case SENTENCE_PIECE -> SentencePieces.build(files, kind);
                };
        return built.padded(Optional.ofNullable(kind.specials().get("pad_token")));
    }

    /** A tree with its version, no truncation and no padding. */
    static ObjectNode tree() {
        ObjectNode tree = Json.object().put("version", "1.0");
        tree.putNull("truncation");
        tree.putNull("padding");
        return tree;
    }

    static TaskException missing(TokenizerFiles files) {
        return TaskException.of(
                Reason.MODEL_INCOMPLETE,
                "the folder has no tokenizer: expected " + files.shown("tokenizer.json")
                        + ", or vocab.json with merges.txt, or vocab.txt, or one of "
                        + String.join(", ", TokenizerFiles.SENTENCE_PIECE));
    }

    static TaskException missing(TokenizerFiles files, String name) {
        return TaskException.of(
                Reason.MODEL_INCOMPLETE,
                files.shown(name) + " is missing: this model's tokenizer needs it, or a tokenizer.json");
    }
}
