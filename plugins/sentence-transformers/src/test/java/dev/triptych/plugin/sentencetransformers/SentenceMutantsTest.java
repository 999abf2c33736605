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
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Each small mistake must miss a golden. */
class SentenceMutantsTest {
    // Outside every ledger: the changed inputs are closed with the batch.
    private static final LedgerAllocator MEMORY = new LedgerAllocator();

    @ParameterizedTest
    @CsvSource({
        "as it lies,cls",
        "as it lies,max",
        "as it lies,lasttoken",
        "as it lies,weightedmean",
        "as it lies,not normalized",
        "as it lies,short",
        "not normalized,mean_sqrt_len",
        "dense tanh,dense identity",
        "dense tanh,'dense gelu, normalize'",
        "prompt left out,prompt"
    })
    void embed_asAnotherVariant_missesTheGolden(String right, String wrong) {
        SentenceGoldens.Variant golden = SentenceGoldens.variant(right);
        SentenceGoldens.Variant other = SentenceGoldens.variant(wrong);
        try (Served served = SentenceGoldens.serve(other.folder(), UnaryOperator.identity())) {
            assertThat(SentenceGoldens.misses(golden, served.texts(prompted(golden))))
                    .isNotEmpty();
        }
    }

    @Test
    void embed_endUnseen_missesTheGolden() {
        missesTheGolden(inputs -> changed(inputs, (port, values) -> {
            if (port.equals("attention_mask")) {
                values[values.length - 1] = 0;
            }
            return values;
        }));
    }

    @Test
    void embed_positionsOfTheFirstTokenMasked_missesTheGolden() {
        missesTheGolden(inputs -> changed(inputs, (port, values) -> {
            if (port.equals("attention_mask")) {
                values[0] = 0;
            }
            return values;
        }));
    }

    @Test
    void embed_secondSegment_missesTheGolden() {
        missesTheGolden(inputs -> changed(inputs, (port, values) -> {
            if (port.equals("token_type_ids")) {
                Arrays.fill(values, 1);
            }
            return values;
        }));
    }

    @Test
    void embed_paddingUnmasked_missesTheGolden() {
        missesTheGolden(inputs -> changed(inputs, (port, values) -> {
            long[] padded = Arrays.copyOf(values, Math.min(values.length + 3, 48));
            if (port.equals("attention_mask")) {
                Arrays.fill(padded, 1);
            }
            return padded;
        }));
    }

    @Test
    void embed_casedTokens_missesTheGolden() {
        FakeModelFolder folder = SentenceGoldens.variant("as it lies")
                .folder()
                .with("tokenizer_config.json", "{\"do_lower_case\": false, \"tokenizer_class\": \"BertTokenizer\"}");
        missesTheGolden(folder, UnaryOperator.identity());
    }

    private static List<String> prompted(SentenceGoldens.Variant golden) {
        return SentenceGoldens.ALL.texts().stream()
                .map(text -> golden.prompt() + text)
                .toList();
    }

    private static void missesTheGolden(UnaryOperator<Tensors> change) {
        missesTheGolden(SentenceGoldens.variant("as it lies").folder(), change);
    }

    private static void missesTheGolden(FakeModelFolder folder, UnaryOperator<Tensors> change) {
        SentenceGoldens.Variant golden = SentenceGoldens.variant("as it lies");
        try (Served served = SentenceGoldens.serve(folder, change)) {
            assertThat(SentenceGoldens.misses(golden, served.texts(prompted(golden))))
                    .isNotEmpty();
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
