package dev.triptych.load.input;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.triptych.inference.ModelInferRequest;
import dev.triptych.inference.ModelMetadataResponse;
import dev.triptych.inference.ModelMetadataResponse.TensorMetadata;
import dev.triptych.load.input.TensorRequests.Choices;
import java.nio.ByteOrder;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class InputsTest {
    private static final ModelMetadataResponse FACTS = ModelMetadataResponse.newBuilder()
            .addInputs(tensor("x", "FP32", -1, 3))
            .addInputs(tensor("ids", "INT64", -1, 2))
            .build();

    @Test
    void lengths_stayInTheirDistribution() {
        assertThat(draws("fixed:7")).containsOnly(7);
        assertThat(draws("uniform:3:5")).containsOnly(3, 4, 5);
        List<Integer> lengths = draws("lognormal:12:0.5").stream().sorted().toList();
        assertThat(lengths.get(500)).isBetween(11, 13);
        assertThat(lengths.get(0)).isPositive();
        assertThat(lengths.get(990)).isBetween(30, 50);
    }

    @Test
    void lengths_thatAreNone_areRefused() {
        for (String text :
                List.of("", "fixed", "fixed:0", "uniform:5:3", "uniform:1:10001", "lognormal:5:x", "zipf:3")) {
            assertThatThrownBy(() -> WordCounts.parse(text))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("'" + text + "'");
        }
    }

    @Test
    void samples_sameSeed_sameInputs() {
        assertThat(Samples.photos(2, 64, 48, 3).toString())
                .isEqualTo(Samples.photos(2, 64, 48, 3).toString());
        assertThat(Samples.texts(5, WordCounts.parse("uniform:1:9"), 3).toString())
                .isEqualTo(Samples.texts(5, WordCounts.parse("uniform:1:9"), 3).toString());
    }

    @Test
    void tensors_fitTheMetadata_andDiffer() {
        List<ModelInferRequest> requests = TensorRequests.of("graph", FACTS, Choices.rows(4));
        assertThat(requests).hasSize(8).doesNotHaveDuplicates();
        ModelInferRequest first = requests.get(0);
        assertThat(first.getInputs(0).getShapeList()).containsExactly(4L, 3L);
        assertThat(first.getRawInputContents(0).size()).isEqualTo(4 * 3 * 4);
        var ids = first.getRawInputContents(1)
                .asReadOnlyByteBuffer()
                .order(ByteOrder.LITTLE_ENDIAN)
                .asLongBuffer();
        assertThat(IntStream.range(0, 8).mapToLong(ids::get)).allMatch(id -> id >= 0 && id < 100);
        assertThat(TensorRequests.of("graph", FACTS, Choices.rows(4))).isEqualTo(requests);
    }

    @Test
    void tensor_withFreeAxes_needsAShape() {
        ModelMetadataResponse free = ModelMetadataResponse.newBuilder()
                .addInputs(tensor("x", "FP32", -1, -1))
                .build();
        assertThatThrownBy(() -> TensorRequests.of("graph", free, Choices.rows(1)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("--shape x:");
        Choices chosen = Choices.rows(1).withShape("x", List.of(2L, 5L));
        assertThat(TensorRequests.of("graph", free, chosen)
                        .get(0)
                        .getRawInputContents(0)
                        .size())
                .isEqualTo(40);
    }

    @Test
    void tensor_data_mustFit() {
        Choices wrong = new Choices(1, Map.of(), Map.of("x", new byte[11]), 100, 1);
        assertThatThrownBy(() -> TensorRequests.of("graph", FACTS, wrong)).hasMessageContaining("needs 12");
        Choices unknown = new Choices(1, Map.of(), Map.of("y", new byte[1]), 100, 1);
        assertThatThrownBy(() -> TensorRequests.of("graph", FACTS, unknown)).hasMessageContaining("no input 'y'");
    }

    @Test
    void everyDatatype_hasItsSize() {
        for (String type : List.of(
                "BOOL", "INT8", "UINT8", "INT16", "UINT16", "FP16", "BF16", "INT32", "UINT32", "FP32", "INT64",
                "UINT64", "FP64")) {
            assertThat(RandomValues.of(type, 10, 100, new Random(1)).size()).isEqualTo(10 * RandomValues.size(type));
        }
        assertThatThrownBy(() -> RandomValues.size("BYTES")).isInstanceOf(IllegalArgumentException.class);
    }

    private static List<Integer> draws(String text) {
        Random random = new Random(1);
        WordCounts counts = WordCounts.parse(text);
        return IntStream.range(0, 1001).map(i -> counts.draw(random)).boxed().toList();
    }

    private static TensorMetadata tensor(String name, String datatype, long... shape) {
        TensorMetadata.Builder tensor =
                TensorMetadata.newBuilder().setName(name).setDatatype(datatype);
        for (long length : shape) {
            tensor.addShape(length);
        }
        return tensor.build();
    }
}
