package dev.triptych.towers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.triptych.media.text.Tokens;
import dev.triptych.spi.error.Reason;
import dev.triptych.spi.error.TaskException;
import dev.triptych.spi.graph.Graph;
import dev.triptych.spi.graph.Port;
import dev.triptych.spi.tensor.DType;
import dev.triptych.spi.tensor.TensorAllocator;
import dev.triptych.spi.tensor.TensorBuilder;
import dev.triptych.spi.tensor.Tensors;
import dev.triptych.testing.LedgerExtension;
import dev.triptych.testing.TestTensors;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalInt;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class TokenPortsTest {
    private static final Tokens TOKENS =
            new Tokens(new int[] {7, 8, 9}, new int[] {1, 1, 1}, new int[] {0, 0, 1}, false);

    @RegisterExtension
    final LedgerExtension memory = new LedgerExtension();

    private static Port port(String name, DType type, long... dims) {
        return Port.batched(name, type, List.of(dims[0], dims[1]));
    }

    private static TokenPorts ports(TextFeed.Padding padding, Port... inputs) {
        Graph graph = new Graph("text", Path.of("x.onnx"), "d", List.of(inputs), List.of(), Set.of());
        return TokenPorts.of(graph, new TextFeed(6, 5, padding));
    }

    private static TokenPorts allFour(TextFeed.Padding padding, long length) {
        return ports(
                padding,
                port("input_ids", DType.INT64, -1, length),
                port("attention_mask", DType.INT64, -1, length),
                port("token_type_ids", DType.INT64, -1, length),
                port("position_ids", DType.INT64, -1, length));
    }

    private void fed(TokenPorts ports, long[] ids, long[] mask, long[] types, long[] positions) {
        try (Tensors row = ports.tensors(TOKENS, memory.allocator())) {
            assertThat(TestTensors.longs(row.get("input_ids"))).containsExactly(ids);
            assertThat(TestTensors.longs(row.get("attention_mask"))).containsExactly(mask);
            assertThat(TestTensors.longs(row.get("token_type_ids"))).containsExactly(types);
            assertThat(TestTensors.longs(row.get("position_ids"))).containsExactly(positions);
        }
    }

    @Test
    void tensors_freeLength_holdTheTextsOwnTokens() {
        TokenPorts ports = allFour(TextFeed.Padding.LONGEST, -1);
        fed(ports, new long[] {7, 8, 9}, new long[] {1, 1, 1}, new long[] {0, 0, 1}, new long[] {0, 1, 2});
        assertThat(ports.graph().input("input_ids").padValue()).isEqualTo(5);
        assertThat(ports.graph().input("attention_mask").padValue()).isZero();
    }

    @Test
    void tensors_memoryThatEndsOnTheWay_leavesNone() {
        TokenPorts ports = allFour(TextFeed.Padding.LONGEST, -1);
        TensorAllocator scarce = new TensorAllocator() {
            private int left = 2;

            @Override
            public TensorBuilder allocate(DType type, long... shape) {
                if (left-- == 0) {
                    throw TaskException.of(Reason.MEMORY_SHORT, "no more");
                }
                return memory.allocator().allocate(type, shape);
            }

            @Override
            public TensorBuilder allocateBytes(long byteLength, long... shape) {
                return memory.allocator().allocateBytes(byteLength, shape);
            }
        };

        assertThatThrownBy(() -> ports.tensors(TOKENS, scarce)).isInstanceOf(TaskException.class);

        assertThat(memory.allocator().liveBytes()).isZero();
    }

    @Test
    void tensors_fixedLength_areFilledAndMasked() {
        TokenPorts ports = allFour(TextFeed.Padding.LONGEST, 5);
        assertThat(ports.feed().maxLength()).isEqualTo(5);
        fed(ports, new long[] {7, 8, 9, 5, 5}, new long[] {1, 1, 1, 0, 0}, new long[] {0, 0, 1, 0, 0}, new long[] {
            0, 1, 2, 3, 4
        });
    }

    @Test
    void tensors_paddingAttended_maskEveryPlaceAsSeen() {
        fed(
                allFour(TextFeed.Padding.FULL_ATTENDED, -1),
                new long[] {7, 8, 9, 5, 5, 5},
                new long[] {1, 1, 1, 1, 1, 1},
                new long[] {0, 0, 1, 0, 0, 0},
                new long[] {0, 1, 2, 3, 4, 5});
    }

    @Test
    void tensors_smallTypes_holdTheSameNumbers() {
        TokenPorts ports =
                ports(TextFeed.Padding.FULL, port("text", DType.INT32, 1, 4), port("attention_mask", DType.FP32, 1, 4));
        try (Tensors row = ports.tensors(TOKENS, memory.allocator())) {
            ByteBuffer ids = ByteBuffer.wrap(TestTensors.raw(row.get("text"))).order(ByteOrder.LITTLE_ENDIAN);
            assertThat(List.of(ids.getInt(), ids.getInt(), ids.getInt(), ids.getInt()))
                    .containsExactly(7, 8, 9, 5);
            assertThat(TestTensors.floats(row.get("attention_mask"))).containsExactly(1, 1, 1, 0);
        }
        assertThat(ports.maxRows(64)).isOne();
    }

    @Test
    void padBy_tokenizersOwn_needsOne() {
        Graph graph = new Graph(
                "text", Path.of("x.onnx"), "d", List.of(port("input_ids", DType.INT64, -1, -1)), List.of(), Set.of());
        TokenPorts ports =
                TokenPorts.of(graph, new TextFeed(6, TextFeed.TOKENIZERS_OWN, TextFeed.Padding.FULL_ATTENDED));
        assertThat(ports.padBy(OptionalInt.of(3)).feed().padId()).isEqualTo(3);
        assertThatThrownBy(() -> ports.padBy(OptionalInt.empty()))
                .isInstanceOf(TaskException.class)
                .hasMessageContaining("pad_token");
    }

    @Test
    void of_whatNoTokenFills_isRefusedInWords() {
        refused("input_ids", port("attention_mask", DType.INT64, -1, -1));
        refused("'pixels'", port("input_ids", DType.INT64, -1, -1), port("pixels", DType.INT64, -1, -1));
        refused("FP32", port("input_ids", DType.FP32, -1, -1));
        refused(
                "fixed lengths of 5 and 6",
                port("input_ids", DType.INT64, -1, 5),
                port("attention_mask", DType.INT64, -1, 6));
    }

    private static void refused(String words, Port... inputs) {
        assertThatThrownBy(() -> ports(TextFeed.Padding.LONGEST, inputs))
                .isInstanceOf(TaskException.class)
                .hasMessageContaining(words);
    }
}
