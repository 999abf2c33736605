package dev.triptych.plugin.sentencetransformers;

import static org.assertj.core.api.Assertions.assertThat;

import dev.triptych.parity.Served;
import dev.triptych.spi.tensor.DType;
import dev.triptych.spi.tensor.Tensor;
import dev.triptych.spi.tensor.Tensors;
import dev.triptych.testing.FakeModelFolder;
import dev.triptych.testing.LedgerAllocator;
import dev.triptych.testing.TestTensors;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Each small mistake must miss a golden. */
class SentenceMutantsTest {
    // Outside every ledger: the changed inputs are closed with the batch.
    private static final LedgerAllocator MEMORY = new LedgerAllocator();

    /** A mistake, the golden that must tell, and the texts whose vectors it makes wrong. */
    record Mistake(String golden, String name, Supplier<List<String>> misses) {
        @Override
        public String toString() {
            return golden.equals("as it lies") ? name : name + " for " + golden;
        }
    }

    static List<Mistake> mistakes() {
        return List.of(
                variant("as it lies", "cls"),
                variant("as it lies", "max"),
                variant("as it lies", "lasttoken"),
                variant("as it lies", "weightedmean"),
                variant("as it lies", "not normalized"),
                variant("as it lies", "short"),
                variant("not normalized", "mean_sqrt_len"),
                variant("dense tanh", "dense identity"),
                variant("dense tanh", "dense gelu, normalize"),
                variant("prompt left out", "prompt"),
                new Mistake("as it lies", "end unseen", () -> misses(masking(-1))),
                new Mistake("as it lies", "first token unseen", () -> misses(masking(0))),
                new Mistake("as it lies", "second segment", () -> misses(SentenceMutantsTest::secondSegment)),
                new Mistake("as it lies", "padding unmasked", () -> misses(SentenceMutantsTest::padded)),
                new Mistake("as it lies", "capitals kept", () -> misses(cased(), UnaryOperator.identity())));
    }

    @ParameterizedTest
    @MethodSource("mistakes")
    void embed_mistaken_missesTheGolden(Mistake mistake) {
        assertThat(mistake.misses().get()).isNotEmpty();
    }

    private static Mistake variant(String right, String wrong) {
        return new Mistake(right, wrong, () -> {
            SentenceGoldens.Variant golden = SentenceGoldens.variant(right);
            FakeModelFolder folder = SentenceGoldens.variant(wrong).folder();
            try (Served served = SentenceGoldens.serve(folder, UnaryOperator.identity())) {
                return SentenceGoldens.misses(golden, served.texts(prompted(golden)));
            }
        });
    }

    /** @param at the token, -1 the last */
    private static BiFunction<String, long[], long[]> masking(int at) {
        return (port, values) -> {
            if (port.equals("attention_mask")) {
                values[Math.floorMod(at, values.length)] = 0;
            }
            return values;
        };
    }

    private static long[] secondSegment(String port, long... values) {
        if (port.equals("token_type_ids")) {
            Arrays.fill(values, 1);
        }
        return values;
    }

    private static long[] padded(String port, long... values) {
        long[] padded = Arrays.copyOf(values, Math.min(values.length + 3, 48));
        if (port.equals("attention_mask")) {
            Arrays.fill(padded, 1);
        }
        return padded;
    }

    private static FakeModelFolder cased() {
        return SentenceGoldens.variant("as it lies")
                .folder()
                .with("tokenizer_config.json", "{\"do_lower_case\": false, \"tokenizer_class\": \"BertTokenizer\"}");
    }

    private static List<String> prompted(SentenceGoldens.Variant golden) {
        return SentenceGoldens.ALL.texts().stream()
                .map(text -> golden.prompt() + text)
                .toList();
    }

    private static List<String> misses(BiFunction<String, long[], long[]> change) {
        return misses(SentenceGoldens.variant("as it lies").folder(), inputs -> changed(inputs, change));
    }

    private static List<String> misses(FakeModelFolder folder, UnaryOperator<Tensors> change) {
        SentenceGoldens.Variant golden = SentenceGoldens.variant("as it lies");
        try (Served served = SentenceGoldens.serve(folder, change)) {
            return SentenceGoldens.misses(golden, served.texts(prompted(golden)));
        }
    }

    private static Tensors changed(Tensors inputs, BiFunction<String, long[], long[]> change) {
        Map<String, Tensor> all = new HashMap<>();
        try (inputs) {
            for (String port : List.of("input_ids", "attention_mask", "token_type_ids")) {
                long[] values = change.apply(port, TestTensors.longs(inputs.get(port)));
                ByteBuffer bytes =
                        ByteBuffer.allocate(values.length * Long.BYTES).order(ByteOrder.LITTLE_ENDIAN);
                bytes.asLongBuffer().put(values);
                all.put(port, TestTensors.raw(MEMORY, DType.INT64, new long[] {1, values.length}, bytes.array()));
            }
        }
        return Tensors.of(all);
    }
}
