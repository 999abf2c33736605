package dev.triptych.media.text;

import dev.triptych.spi.error.Reason;
import dev.triptych.spi.error.TaskException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;

/**
 * What a SentencePiece file holds: pieces and the normaliser's table. Field numbers are those of
 * {@code sentencepiece_model.proto} (Kudo and Richardson, 2018).
 *
 * @param pieces in the order of their ids, at least one
 * @param unigram whether it is a unigram model; else byte pairs
 * @param charsMap the precompiled table of the normaliser in base64; empty for none
 */
record SentencePieceModel(List<Piece> pieces, boolean unigram, Optional<String> charsMap) {
    private static final int UNIGRAM = 1;
    private static final int BPE = 2;

    /** A piece, its logarithm of a probability, and its kind. */
    record Piece(String text, float score, int type) {
        private static final int CONTROL = 3;
        private static final int USER_DEFINED = 4;

        /** A mark that texts cannot hold. */
        boolean control() {
            return type == CONTROL;
        }

        /** A piece that is never cut. */
        boolean userDefined() {
            return type == USER_DEFINED;
        }
    }

    static SentencePieceModel parse(byte[] bytes, String file) {
        ProtoReader in = new ProtoReader(ByteBuffer.wrap(bytes), file);
        List<Piece> pieces = new ArrayList<>();
        int type = UNIGRAM;
        ByteBuffer charsMap = ByteBuffer.allocate(0);
        for (int field = in.next(); field != 0; field = in.next()) {
            switch (field) {
                case 1 -> pieces.add(piece(in.message()));
                case 2 -> type = modelType(in.message());
                case 3 -> charsMap = charsMap(in.message());
                default -> in.skip();
            }
        }
        if (pieces.isEmpty()) {
            throw TaskException.of(Reason.MODEL_CORRUPT, file + ": it has no pieces; fetch the file again");
        }
        if (type != UNIGRAM && type != BPE) {
            throw TaskException.of(
                    Reason.MODEL_UNSUPPORTED,
                    file + ": its model_type is " + type + "; unigram (1) and bpe (2) are served");
        }
        Optional<String> map = charsMap.hasRemaining() ? Optional.of(base64(charsMap)) : Optional.empty();
        return new SentencePieceModel(List.copyOf(pieces), type == UNIGRAM, map);
    }

    private static Piece piece(ProtoReader in) {
        String text = "";
        float score = 0;
        int type = 1;
        for (int field = in.next(); field != 0; field = in.next()) {
            switch (field) {
                case 1 -> text = in.text();
                case 2 -> score = in.float32();
                case 3 -> type = (int) in.number();
                default -> in.skip();
            }
        }
        return new Piece(text, score, type);
    }

    private static int modelType(ProtoReader in) {
        int type = UNIGRAM;
        for (int field = in.next(); field != 0; field = in.next()) {
            if (field == 3) {
                type = (int) in.number();
            } else {
                in.skip();
            }
        }
        return type;
    }

    private static ByteBuffer charsMap(ProtoReader in) {
        ByteBuffer map = ByteBuffer.allocate(0);
        for (int field = in.next(); field != 0; field = in.next()) {
            if (field == 2) {
                map = in.bytes();
            } else {
                in.skip();
            }
        }
        return map;
    }

    private static String base64(ByteBuffer bytes) {
        byte[] copy = new byte[bytes.remaining()];
        bytes.get(copy);
        return Base64.getEncoder().encodeToString(copy);
    }
}
