package dev.triptych.media.text;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.triptych.spi.error.Quoted;
import dev.triptych.spi.error.Reason;
import dev.triptych.spi.error.TaskException;
import java.util.List;
import java.util.Map;

/** Writes the post-processors that put special tokens around a text, or around a pair of texts. */
final class PostProcessors {
    private final Map<String, Integer> vocabulary;
    private final String file;

    /** @param file the vocabulary's file, for messages */
    PostProcessors(Map<String, Integer> vocabulary, String file) {
        this.vocabulary = vocabulary;
        this.file = file;
    }

    /**
     * A template as the tokenizers library has it.
     *
     * @param single special tokens by their letters, {@code $A} for the text, each with an optional {@code :1} for the
     *     second segment
     * @param pair the same with {@code $B} for the second text
     */
    ObjectNode template(List<String> single, List<String> pair) {
        ObjectNode tokens = Json.object();
        ObjectNode out = Json.typed("TemplateProcessing");
        out.set("single", pieces(single, tokens));
        out.set("pair", pieces(pair, tokens));
        out.set("special_tokens", tokens);
        return out;
    }

    /** RoBERTa's: {@code cls A sep}, or {@code cls A sep sep B sep}, all in segment 0. */
    ObjectNode roberta(String cls, String sep, boolean trimOffsets) {
        ObjectNode out = Json.typed("RobertaProcessing");
        out.putArray("sep").add(sep).add(id(sep));
        out.putArray("cls").add(cls).add(id(cls));
        return out.put("trim_offsets", trimOffsets).put("add_prefix_space", false);
    }

    int id(String token) {
        Integer id = vocabulary.get(token);
        if (id == null) {
            throw TaskException.of(
                    Reason.CONFIG_INVALID, file + ": the special token " + Quoted.text(token) + " is not in it");
        }
        return id;
    }

    private ArrayNode pieces(List<String> template, ObjectNode tokens) {
        ArrayNode out = Json.array();
        for (String piece : template) {
            boolean second = piece.endsWith(":1");
            String name = second ? piece.substring(0, piece.length() - 2) : piece;
            boolean text = name.equals("$A") || name.equals("$B");
            ObjectNode body =
                    Json.object().put("id", text ? name.substring(1) : name).put("type_id", second ? 1 : 0);
            out.addObject().set(text ? "Sequence" : "SpecialToken", body);
            if (!text && !tokens.has(name)) {
                ObjectNode special = tokens.putObject(name).put("id", name);
                special.putArray("ids").add(id(name));
                special.putArray("tokens").add(name);
            }
        }
        return out;
    }
}
