package dev.triptych.media.text;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.triptych.media.testing.Fixtures;
import dev.triptych.testing.FakeModelFolder;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.assertj.core.api.SoftAssertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Tokenizers without a {@code tokenizer.json} against what transformers builds of the same files. */
class GoldenTokenizersTest {
    private static final JsonNode GOLDEN = Fixtures.json("goldens/tokenizers.json");

    static Stream<String> kinds() {
        return GOLDEN.get("tokenizers").properties().stream().map(Map.Entry::getKey);
    }

    @ParameterizedTest
    @MethodSource("kinds")
    void open_withoutTokenizerJson_tokensEqualTransformers(String kind) {
        JsonNode golden = golden(kind);
        SoftAssertions all = new SoftAssertions();
        try (TextTokenizer tokenizer = open(kind)) {
            GOLDEN.get("texts").properties().forEach(text -> {
                Tokens tokens = tokenizer.encode(text.getValue().asText());
                all.assertThat(tokens.ids())
                        .as(text.getKey())
                        .containsExactly(ids(golden.get("ids").get(text.getKey())));
                all.assertThat(tokens.truncated())
                        .as("cut: " + text.getKey())
                        .isEqualTo(Fixtures.elements(golden.get("truncated"))
                                .anyMatch(name -> name.asText().equals(text.getKey())));
            });
        }
        all.assertAll();
    }

    @ParameterizedTest
    @MethodSource("kinds")
    void open_cutOnTheLeft_tokensEqualTransformers(String kind) {
        int[] wanted = ids(golden(kind).get("left_truncated_long"));
        TextOptions options = TextOptions.of(wanted.length).cutAt(Side.LEFT);
        try (TextTokenizer tokenizer = TextTokenizer.open(files(kind), options)) {
            assertThat(tokenizer
                            .encode(GOLDEN.get("texts").get("long").asText())
                            .ids())
                    .containsExactly(wanted);
        }
    }

    @ParameterizedTest
    @MethodSource("kinds")
    void open_padToken_isThatOfTransformers(String kind) {
        JsonNode wanted = golden(kind).get("pad_id");
        try (TextTokenizer tokenizer = open(kind)) {
            if (wanted.isNull()) {
                assertThat(tokenizer.padId()).isEmpty();
            } else {
                assertThat(tokenizer.padId()).hasValue(wanted.asInt());
            }
        }
    }

    @Test
    void encode_paddedToLongest_isAsSiglipWasTrained() {
        JsonNode golden = golden("siglip");
        int[] text = ids(golden.get("ids").get("plain"));
        int pad = golden.get("pad_id").asInt();
        TextOptions options = TextOptions.of(64).paddedToLongest();
        try (TextTokenizer tokenizer = TextTokenizer.open(files("siglip"), options)) {
            Tokens tokens = tokenizer.encode("a photo of a cat");
            assertThat(tokens.ids())
                    .containsExactly(IntStream.concat(
                                    IntStream.of(text),
                                    IntStream.generate(() -> pad).limit(64 - text.length))
                            .toArray());
            assertThat(IntStream.of(tokens.mask()).sum()).isEqualTo(text.length);
        }
        try (TextTokenizer left = TextTokenizer.open(files("siglip"), options.padAt(Side.LEFT))) {
            Tokens tokens = left.encode("a photo of a cat");
            assertThat(tokens.ids()).startsWith(pad).endsWith(text);
            assertThat(tokens.mask()).hasSize(64).startsWith(0).endsWith(1);
        }
    }

    @ParameterizedTest
    @MethodSource("kinds")
    void description_ofEachKind_differsFromTheOthers(String kind) {
        List<String> descriptions = new ArrayList<>();
        for (String other : kinds().toList()) {
            try (TextTokenizer tokenizer = TextTokenizer.open(files(other), TextOptions.of(32))) {
                descriptions.add(tokenizer.description());
            }
        }
        try (TextTokenizer tokenizer = TextTokenizer.open(files(kind), TextOptions.of(32))) {
            assertThat(descriptions).doesNotHaveDuplicates().contains(tokenizer.description());
        }
    }

    private static TextTokenizer open(String kind) {
        TokenizerFiles files = files(kind);
        return TextTokenizer.open(files, TextOptions.of(files.maxLength().orElseThrow()));
    }

    static TokenizerFiles files(String kind) {
        return TokenizerFiles.in(FakeModelFolder.of(Fixtures.path("tokenizers/" + kind)));
    }

    private static JsonNode golden(String kind) {
        return GOLDEN.get("tokenizers").get(kind);
    }

    private static int[] ids(JsonNode golden) {
        return Fixtures.elements(golden).mapToInt(JsonNode::asInt).toArray();
    }
}
