package dev.triptych.towers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.triptych.spi.content.Modality;
import dev.triptych.spi.error.TaskException;
import dev.triptych.spi.graph.Port;
import dev.triptych.spi.model.Feature;
import dev.triptych.spi.tensor.DType;
import dev.triptych.spi.tensor.Scalars;
import dev.triptych.spi.tensor.Tensor;
import dev.triptych.testing.FakeGraphSource;
import dev.triptych.testing.LedgerAllocator;
import dev.triptych.testing.TestTensors;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FeatureOutputsTest {
    private static final Port PIXELS = port("pixel_values", -1, 3, 8, 8);
    private static final Port IDS = port("input_ids", -1, -1);
    private static final Port VECTOR = port("image_embeds", -1, 2);
    private static final FeatureHints HINTS = new FeatureHints(OptionalInt.of(2), OptionalInt.of(4));

    private static Port port(String name, long... dims) {
        return Port.batched(name, DType.FP32, Arrays.stream(dims).boxed().toList());
    }

    private static FakeGraphSource source(Port... outputs) {
        return new FakeGraphSource("m.onnx", List.of(PIXELS), List.of(outputs));
    }

    private static List<String> images(FeatureHints hints, Port... outputs) {
        return FeatureOutputs.ofImages(source(outputs), hints, 3, 8, 8).stream()
                .map(output -> output.declared(Modality.IMAGE))
                .map(feature -> feature.name() + feature.dims())
                .toList();
    }

    @ParameterizedTest
    @CsvSource({"-1, true", "4, true", "5, true", "9, true", "3, false", "21, false"})
    void patches_vectorsOfTheGraph_areOfferedWhereTheyCanBeThePatches(long vectors, boolean offered) {
        assertThat(images(HINTS, VECTOR, port("last_hidden_state", -1, vectors, -1)))
                .hasToString(offered ? "[patches[4, 2]]" : "[]");
    }

    @Test
    void outputs_ofOtherShapesOrUnknownWidth_areNoFeatures() {
        Port maps = port("last_hidden_state", -1, 2, 4, 4);
        Port pooled = port("pooler_output", -1, 2, 1, 1);
        assertThat(images(HINTS, maps, pooled)).isEmpty();
        assertThat(images(FeatureHints.NONE, port("last_hidden_state", -1, 5, 2), port("pooler_output", -1, -1)))
                .isEmpty();
        assertThat(images(FeatureHints.NONE, port("pooler_output", -1, 3), port("backbone", -1, 3)))
                .containsExactly("pooled[3]", "backbone[3]");
    }

    @Test
    void tokens_eitherName_areOffered() {
        for (String name : List.of("last_hidden_state", "token_embeddings")) {
            List<FeatureOutput> found = FeatureOutputs.ofTexts(
                    new FakeGraphSource("m.onnx", List.of(IDS), List.of(port(name, -1, -1, 2))), FeatureHints.NONE);
            assertThat(found).singleElement().satisfies(output -> {
                assertThat(output.declared(Modality.TEXT).dims()).containsExactly(Feature.VARIES, 2L);
                assertThat(output.padded(true).pads()).hasSize(1);
                assertThat(output.padded(false).pads()).isEmpty();
            });
        }
    }

    @Test
    void cut_outputOfTheOtherTower_isLeftOut() {
        Port hidden = port("last_hidden_state", -1, -1, -1);
        FakeGraphSource both = new FakeGraphSource("m.onnx", List.of(PIXELS, IDS), List.of(VECTOR, hidden))
                .needs("image_embeds", "pixel_values")
                .needs("last_hidden_state", "input_ids");
        List<FeatureOutput> found = FeatureOutputs.ofImages(both, HINTS, 3, 8, 8);
        var graph = FeatureOutputs.cut(both, VECTOR, found, 4);
        assertThat(graph.outputs()).containsExactly(VECTOR);
        assertThat(FeatureOutputs.in(graph, found)).isEmpty();

        FakeGraphSource own = source(VECTOR, hidden);
        assertThat(FeatureOutputs.in(FeatureOutputs.cut(own, VECTOR, found, 4), found))
                .hasSize(1);
    }

    @Test
    void value_halvesWithATokenBefore_isThePatchesInSinglePrecision() {
        LedgerAllocator memory = new LedgerAllocator();
        ByteBuffer halves = ByteBuffer.allocate(5 * 2 * Short.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        for (int i = 0; i < 10; i++) {
            halves.putShort(Scalars.half(i));
        }
        Port port = new Port("last_hidden_state", DType.FP16, List.of(-1L, -1L, -1L), 0, List.of(), 0);
        FeatureOutput patches = new FeatureOutput(Feature.PATCHES, port, 4, 2);
        try (Tensor raw = TestTensors.raw(memory, DType.FP16, new long[] {1, 5, 2}, halves.array());
                Tensor value = patches.of(raw, 0, memory)) {
            assertThat(value.shape()).containsExactly(4, 2);
            assertThat(TestTensors.floats(value)).containsExactly(2, 3, 4, 5, 6, 7, 8, 9);
            assertThat(patches.bytes(0)).isEqualTo(4 * 2 * Float.BYTES);
        }
        memory.assertNoLeaks();
    }

    @Test
    void value_tokensOfAFilledText_endsWithItsOwn() {
        LedgerAllocator memory = new LedgerAllocator();
        FeatureOutput tokens =
                new FeatureOutput(Feature.TOKENS, port("last_hidden_state", -1, 4, 1), Feature.VARIES, 1);
        try (Tensor raw = TestTensors.floats(memory, new long[] {1, 4, 1}, 1, 2, 3, 4);
                Tensor value = tokens.of(raw, 2, memory)) {
            assertThat(TestTensors.floats(value)).containsExactly(1, 2);
            assertThat(value.shape()).containsExactly(2, 1);
            assertThat(tokens.bytes(2)).isEqualTo(2 * Float.BYTES);
            assertThatThrownBy(() -> tokens.of(raw, 5, memory))
                    .isInstanceOf(TaskException.class)
                    .hasMessageContaining("4 vectors");
        }
        memory.assertNoLeaks();
    }
}
