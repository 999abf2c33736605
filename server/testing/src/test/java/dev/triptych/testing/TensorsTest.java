package dev.triptych.testing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.triptych.spi.tensor.Tensor;
import dev.triptych.spi.tensor.Tensors;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class TensorsTest {
    @RegisterExtension
    final LedgerExtension memory = new LedgerExtension();

    private Tensors two() {
        Map<String, Tensor> both = new LinkedHashMap<>();
        both.put("b", TestTensors.floats(memory.allocator(), new long[] {1}, 1));
        both.put("a", TestTensors.floats(memory.allocator(), new long[] {1}, 2));
        return Tensors.of(both);
    }

    @Test
    void takeAll_movesWhatIsLeft_inOrder() {
        Tensors all;
        try (Tensors from = two()) {
            all = from.takeAll();
            assertThat(from.ports()).isEmpty();
        }
        try (all) {
            assertThat(all.ports()).containsExactly("b", "a");
            assertThat(TestTensors.floats(all.get("a"))).containsExactly(2);
        }
        assertThat(memory.allocator().open()).isZero();
    }

    @Test
    void takeAll_afterOneWasTaken_leavesThatToItsTaker() {
        try (Tensors from = two()) {
            from.take("b").close();
            try (Tensors all = from.takeAll()) {
                assertThat(all.ports()).containsExactly("a");
            }
        }
        assertThat(memory.allocator().open()).isZero();
    }
}
