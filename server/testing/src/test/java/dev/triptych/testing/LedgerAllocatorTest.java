package dev.triptych.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.triptych.spi.tensor.DType;
import dev.triptych.spi.tensor.Tensor;
import dev.triptych.spi.tensor.TensorBuilder;
import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;

class LedgerAllocatorTest {
    private final LedgerAllocator allocator = new LedgerAllocator();

    @Test
    void assertNoLeaks_openTensor_namesThePlace() {
        Tensor tensor = TestTensors.floats(allocator, new long[] {2}, 1, 2);
        assertThatThrownBy(allocator::assertNoLeaks)
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("1 tensors or builders were not closed; 8 bytes")
                .hasMessageContaining("TestTensors.floats");
        tensor.close();
        assertThatCode(allocator::assertNoLeaks).doesNotThrowAnyException();
    }

    @Test
    void assertNoLeaks_openBuilder_fails() {
        try (TensorBuilder builder = allocator.allocate(DType.INT8, 1)) {
            assertThat(builder.buffer().remaining()).isEqualTo(1);
            assertThatThrownBy(allocator::assertNoLeaks).isInstanceOf(AssertionError.class);
        }
        assertThatCode(allocator::assertNoLeaks).doesNotThrowAnyException();
    }

    @Test
    void close_lastReference_poisonsTheMemory() {
        Tensor tensor = TestTensors.longs(allocator, new long[] {1}, 5);
        ByteBuffer kept = tensor.host();
        tensor.retain();
        tensor.close();
        assertThat(kept.getLong(0)).isEqualTo(5);
        tensor.close();
        assertThat(kept.getLong(0)).isEqualTo(-1);
        assertThat(allocator.liveBytes()).isZero();
    }

    @Test
    void use_afterTheLastClose_throws() {
        Tensor tensor = TestTensors.longs(allocator, new long[] {1}, 5);
        tensor.close();
        assertThatThrownBy(tensor::host).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(tensor::retain).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(tensor::close).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> tensor.view(0)).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void view_outlivingItsTensor_keepsTheMemory() {
        Tensor tensor = TestTensors.longs(allocator, new long[] {3}, 5, 6, 7);
        Tensor view = tensor.view(8, 2);
        tensor.close();
        assertThat(TestTensors.longs(view)).containsExactly(6, 7);
        assertThat(allocator.liveBytes()).isEqualTo(24);
        view.close();
        assertThat(allocator.liveBytes()).isZero();
        assertThat(allocator.peakBytes()).isEqualTo(24);
        allocator.assertNoLeaks();
    }

    @Test
    void view_outsideTheTensor_isRefused() {
        try (Tensor tensor = TestTensors.longs(allocator, new long[] {3}, 5, 6, 7)) {
            assertThatThrownBy(() -> tensor.view(16, 2)).isInstanceOf(IndexOutOfBoundsException.class);
        }
        allocator.assertNoLeaks();
    }

    @Test
    void builder_usedAfterBuild_throws() {
        TensorBuilder builder = allocator.allocate(DType.INT8, 1);
        Tensor tensor = builder.build();
        assertThatThrownBy(builder::buffer).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(builder::build).isInstanceOf(IllegalStateException.class);
        builder.close();
        tensor.close();
        allocator.assertNoLeaks();
    }

    @Test
    void close_afterAWriteBehindTheEnd_throws() {
        TensorBuilder builder = allocator.allocate(DType.INT8, 5);
        ByteBuffer buffer = builder.buffer();
        assertThat(buffer.remaining()).isEqualTo(5);
        buffer.clear().put(5, (byte) 1);
        assertThatThrownBy(builder::close)
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("0 bytes behind");
    }
}
