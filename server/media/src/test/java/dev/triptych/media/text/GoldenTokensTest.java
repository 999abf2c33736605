package dev.triptych.media.text;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.triptych.media.testing.Fixtures;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Tokens against transformers, both ways of writing merges. */
class GoldenTokensTest {
    static Stream<JsonNode> texts() {
        JsonNode golden = Fixtures.json("goldens/clip.json");
        return Stream.concat(
                Fixtures.elements(golden.get("texts")),
                Fixtures.elements(golden.get("classify").get("labels")));
    }

    @ParameterizedTest
    @MethodSource("texts")
    void encode_anyText_equalsTransformers(JsonNode golden) {
        for (String folder : new String[] {"clip-combined", "clip-split"}) {
            try (TextTokenizer tokenizer = open(folder)) {
                Tokens tokens = tokenizer.encode(golden.get("text").asText());
                assertThat(tokens.ids()).containsExactly(ids(golden));
                assertThat(tokens.mask()).containsOnly(1).hasSameSizeAs(tokens.ids());
                assertThat(tokens.typeIds()).containsOnly(0);
                assertThat(tokens.truncated())
                        .isEqualTo(golden.get("tokens_untruncated").asInt() > 77);
            }
        }
    }

    private static TextTokenizer open(String folder) {
        int length = TextTokenizer.modelMaxLength(Fixtures.text(folder + "/tokenizer_config.json"))
                .orElseThrow();
        return TextTokenizer.fromHuggingFace(Fixtures.bytes(folder + "/tokenizer.json"), TextOptions.of(length));
    }

    private static int[] ids(JsonNode golden) {
        return Fixtures.elements(golden.get("ids")).mapToInt(JsonNode::asInt).toArray();
    }
}
