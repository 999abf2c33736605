package dev.triptych.plugin.dualencoder;

import com.fasterxml.jackson.databind.JsonNode;
import dev.triptych.media.text.TextOptions;
import dev.triptych.spi.error.Quoted;
import dev.triptych.spi.error.Reason;
import dev.triptych.spi.error.TaskException;
import dev.triptych.towers.JsonConfig;
import dev.triptych.towers.TextCleaning;
import dev.triptych.towers.TextFeed;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * How open_clip 3.3 makes tokens of a text, read from a {@code text_cfg}: cleaned, cut, and always filled up to the context
 * length; by 0 where the tokenizer is CLIP's own, by the tokenizer's padding where it is a hub's.
 */
final class OpenClipTexts {
    private static final Set<String> READ = Set.of("clean", "strip_sep_token");

    private final JsonConfig text;
    private final boolean immich;
    private final boolean hub;
    private final Optional<JsonConfig> kwargs;

    /**
     * Reads a text tower's settings.
     *
     * @param immich whether the graph is served as Immich does, which cleans but does not repair
     * @throws TaskException {@code MODEL_UNSUPPORTED} names a setting of the tokenizer that is not understood
     */
    OpenClipTexts(JsonConfig text, boolean immich) {
        this.text = text;
        this.immich = immich;
        this.hub =
                text.text("hf_tokenizer_name").filter(name -> !name.isEmpty()).isPresent();
        this.kwargs = text.object("tokenizer_kwargs");
        if (text.text("tokenizer_mode").filter(mode -> !mode.isEmpty()).isPresent()) {
            throw unsupported("tokenizer_mode");
        }
        kwargs.ifPresent(given -> given.node().properties().forEach(this::check));
    }

    private void check(Map.Entry<String, JsonNode> given) {
        JsonNode value = given.getValue();
        boolean empty = value.isTextual() && value.asText().isEmpty();
        boolean idle = empty || value.isNull() || (value.isBoolean() && !value.booleanValue());
        boolean known = READ.contains(given.getKey()) && (hub || !given.getKey().equals("strip_sep_token"));
        if (!idle && !known) {
            throw unsupported("tokenizer_kwargs." + given.getKey());
        }
    }

    private static TaskException unsupported(String key) {
        return TaskException.of(
                Reason.MODEL_UNSUPPORTED,
                "open_clip's text_cfg: " + Quoted.text(key) + " is not supported; texts would get other tokens");
    }

    /** What stands in the places behind a text. */
    long padId() {
        return hub && padding() != TextFeed.Padding.LONGEST ? TextFeed.TOKENIZERS_OWN : 0;
    }

    /** Which of those places are filled. */
    TextFeed.Padding padding() {
        if (text.has("hf_model_name")) {
            // The tower masks its padding itself, and has to see where it is.
            return TextFeed.Padding.FULL;
        }
        String pool = text.text("pool_type").orElse("argmax");
        boolean atEnd = pool.equals("eos") || (pool.equals("argmax") && !hub);
        boolean back = !text.flag("no_causal_mask").orElse(false)
                && !text.flag("embed_cls").orElse(false);
        return atEnd && back ? TextFeed.Padding.LONGEST : TextFeed.Padding.FULL_ATTENDED;
    }

    /** What is done to a text before the tokenizer sees it. */
    TextCleaning cleaning() {
        Optional<String> named = kwargs.flatMap(given -> given.text("clean"));
        if (immich && named.isEmpty() && !hub) {
            return TextCleaning.NONE;
        }
        return TextCleaning.ofOpenClip(named.orElse(hub ? "whitespace" : "lower"), !immich)
                .orElseThrow(() -> text.wrong("tokenizer_kwargs.clean", "one of whitespace, lower and canonicalize"));
    }

    /** How texts are cut, and which tokens are left out. */
    TextOptions options(int length) {
        boolean strip = kwargs.flatMap(given -> given.flag("strip_sep_token")).orElse(false);
        return strip ? TextOptions.of(length).withSeparatorsZeroed() : TextOptions.of(length);
    }
}
