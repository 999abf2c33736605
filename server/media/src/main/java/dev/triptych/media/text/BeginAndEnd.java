package dev.triptych.media.text;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The special tokens that {@code add_bos_token} and {@code add_eos_token} of {@code tokenizer_config.json} ask for. */
final class BeginAndEnd {
    private BeginAndEnd() {}

    static ObjectNode template(TokenizerFiles files, SpecialTokens specials, PostProcessors processors) {
        Optional<String> begin = asked(files, specials, "bos");
        Optional<String> end = asked(files, specials, "eos");
        List<String> single = new ArrayList<>();
        begin.ifPresent(single::add);
        single.add("$A");
        end.ifPresent(single::add);
        List<String> pair = new ArrayList<>(single);
        begin.ifPresent(token -> pair.add(token + ":1"));
        pair.add("$B:1");
        end.ifPresent(token -> pair.add(token + ":1"));
        return processors.template(single, pair);
    }

    private static Optional<String> asked(TokenizerFiles files, SpecialTokens specials, String end) {
        return files.config().path("add_" + end + "_token").asBoolean()
                ? specials.named(end + "_token")
                : Optional.empty();
    }
}
