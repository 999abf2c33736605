package dev.triptych.media.text;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.triptych.media.text.SentencePieceModel.Piece;
import dev.triptych.spi.error.Reason;
import dev.triptych.spi.error.TaskException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;

/** SentencePiece models as tokenizers: T5's and XLM-RoBERTa's unigrams, SigLIP's unigrams, Gemma's byte pairs. */
final class SentencePieces {
    private static final String SPACE = "\u2581";

    private final TokenizerFiles files;
    private final TokenizerKind kind;
    private final String file;
    private final SentencePieceModel model;
    private final SpecialTokens specials;
    private final List<Piece> pieces;
    private final Map<String, Integer> vocabulary = new LinkedHashMap<>();

    private SentencePieces(TokenizerFiles files, TokenizerKind kind, String name) {
        this.files = files;
        this.kind = kind;
        this.file = files.shown(name);
        this.model = SentencePieceModel.parse(files.read(name), file);
        this.specials = SpecialTokens.read(files, kind.specials());
        this.pieces = kind == TokenizerKind.T5
                ? withSentinels()
                : kind == TokenizerKind.XLM_ROBERTA ? renumbered() : model.pieces();
        for (int id = 0; id < pieces.size(); id++) {
            vocabulary.put(pieces.get(id).text(), id);
        }
    }

    static TokenizerBuilder.Built build(TokenizerFiles files, TokenizerKind kind) {
        String name = files.sentencePiece()
                .orElseThrow(() -> TokenizerBuilder.missing(files, TokenizerFiles.SENTENCE_PIECE.get(0)));
        SentencePieces pieces = new SentencePieces(files, kind, name);
        pieces.checkType();
        UnaryOperator<String> prepare =
                kind == TokenizerKind.SIGLIP ? SiglipText.beginning(pieces.specials) : UnaryOperator.identity();
        return new TokenizerBuilder.Built(pieces.tree(), pieces.file, prepare);
    }

    private void checkType() {
        boolean bytePairs = kind.bytePieces();
        if (model.unigram() == bytePairs) {
            throw TaskException.of(
                    Reason.CONFIG_INVALID,
                    file + ": its model_type is " + (model.unigram() ? "unigram" : "bpe") + ", but a tokenizer of "
                            + kind + " is " + (bytePairs ? "bpe" : "unigram")
                            + "; correct tokenizer_class in tokenizer_config.json");
        }
    }

    private ObjectNode tree() {
        if (kind != TokenizerKind.SIGLIP) {
            pieces.stream()
                    .filter(piece -> piece.control() || piece.userDefined())
                    .forEach(piece -> specials.declare(
                            piece.control() ? AddedToken.special(piece.text()) : AddedToken.plain(piece.text())));
        }
        ObjectNode body = kind.bytePieces() ? bytePairs() : unigram();
        PostProcessors processors = new PostProcessors(vocabulary, file);
        ObjectNode tree = TokenizerBuilder.tree();
        tree.set(
                "added_tokens",
                kind == TokenizerKind.SIGLIP ? SiglipText.marks(specials, vocabulary) : specials.json(vocabulary));
        switch (kind) {
            case GEMMA, SIGLIP2 -> {
                tree.set("normalizer", gemmaNormalizer());
                ObjectNode split = Json.typed("Split")
                        .put("behavior", "MergedWithPrevious")
                        .put("invert", false);
                split.putObject("pattern").put("String", " ");
                tree.set("pre_tokenizer", split);
                tree.set("post_processor", BeginAndEnd.template(files, specials, processors));
            }
            case SIGLIP -> {
                tree.set("normalizer", SiglipText.normalizer(files.config(), model.charsMap()));
                tree.putNull("pre_tokenizer");
                tree.set("post_processor", ended(processors));
            }
            default -> {
                precompiled(tree);
                tree.set("pre_tokenizer", words());
                tree.set("post_processor", kind == TokenizerKind.T5 ? ended(processors) : enclosed(processors));
            }
        }
        tree.set("model", body);
        return tree;
    }

    private ObjectNode gemmaNormalizer() {
        ObjectNode spaces = SiglipText.replace("String", " ", SPACE);
        if (kind == TokenizerKind.GEMMA) {
            return spaces;
        }
        ObjectNode sequence = Json.typed("Sequence");
        sequence.putArray("normalizers").add(Json.typed("Lowercase")).add(spaces);
        return sequence;
    }

    private void precompiled(ObjectNode tree) {
        if (model.charsMap().isPresent()) {
            tree.set(
                    "normalizer",
                    Json.typed("Precompiled")
                            .put("precompiled_charsmap", model.charsMap().get()));
        } else {
            tree.putNull("normalizer");
        }
    }

    private ObjectNode words() {
        boolean prefixed = kind == TokenizerKind.T5
                || files.config().path("add_prefix_space").asBoolean(true);
        ObjectNode sequence = Json.typed("Sequence");
        sequence.putArray("pretokenizers")
                .add(Json.typed("WhitespaceSplit"))
                .add(Json.typed("Metaspace")
                        .put("replacement", SPACE)
                        .put("prepend_scheme", prefixed ? "always" : "never")
                        .put("split", true));
        return sequence;
    }

    private ObjectNode ended(PostProcessors processors) {
        String end = specials.named("eos_token").orElse("</s>");
        return processors.template(List.of("$A", end), List.of("$A", end, "$B", end));
    }

    private ObjectNode enclosed(PostProcessors processors) {
        String begin = specials.named("bos_token").orElse("<s>");
        String end = specials.named("eos_token").orElse("</s>");
        return processors.template(List.of(begin, "$A", end), List.of(begin, "$A", end, end, "$B", end));
    }

    private ObjectNode unigram() {
        ObjectNode body = Json.typed("Unigram");
        body.put("unk_id", unknown());
        body.put("byte_fallback", false);
        ArrayNode entries = body.putArray("vocab");
        pieces.forEach(piece -> entries.addArray().add(piece.text()).add((double) piece.score()));
        return body;
    }

    private int unknown() {
        return switch (kind) {
            case T5 -> 2;
            case XLM_ROBERTA -> 3;
            default ->
                new PostProcessors(vocabulary, file)
                        .id(specials.named("unk_token").orElse("<unk>"));
        };
    }

    private ObjectNode bytePairs() {
        ObjectNode body = Json.typed("BPE");
        body.put("unk_token", specials.named("unk_token").orElse("<unk>"));
        body.put("fuse_unk", true).put("byte_fallback", true);
        ObjectNode entries = body.putObject("vocab");
        vocabulary.forEach(entries::put);
        ArrayNode merges = body.putArray("merges");
        vocabulary.keySet().forEach(piece -> addMerges(piece, merges));
        return body;
    }

    /** A piece is merged of every two pieces that it can be cut into, shorter left parts first; earlier pieces first. */
    private void addMerges(String piece, ArrayNode merges) {
        for (int cut = piece.offsetByCodePoints(0, piece.isEmpty() ? 0 : 1); cut < piece.length(); ) {
            String left = piece.substring(0, cut);
            String right = piece.substring(cut);
            if (vocabulary.containsKey(left) && vocabulary.containsKey(right)) {
                merges.addArray().add(left).add(right);
            }
            cut = piece.offsetByCodePoints(cut, 1);
        }
    }

    private List<Piece> withSentinels() {
        List<Piece> all = new ArrayList<>(model.pieces());
        for (int i = files.config().path("extra_ids").asInt(100) - 1; i >= 0; i--) {
            all.add(new Piece("<extra_id_" + i + ">", 0, 3));
        }
        return all;
    }

    /** fairseq's numbering, which XLM-RoBERTa was trained with: four marks, the pieces without theirs, the mask. */
    private List<Piece> renumbered() {
        List<Piece> all = new ArrayList<>();
        for (String name : List.of("bos_token", "pad_token", "eos_token", "unk_token")) {
            all.add(new Piece(specials.named(name).orElse(""), 0, 1));
        }
        all.addAll(model.pieces()
                .subList(Math.min(3, model.pieces().size()), model.pieces().size()));
        all.add(new Piece(specials.named("mask_token").orElse("<mask>"), 0, 1));
        return all;
    }
}
