package dev.triptych.runtime.memory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.triptych.spi.tensor.DType;
import dev.triptych.spi.tensor.Tensor;
import dev.triptych.spi.tensor.TensorBuilder;
import dev.triptych.testing.TestTensors;
import java.nio.ByteBuffer;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class PooledAllocatorTest {
    private final PooledAllocator allocator = new PooledAllocator(new PoolOptions(1 << 20, true));

    @Test
    void tensor_written_readsBackReadOnly() {
        try (Tensor tensor = TestTensors.floats(allocator, new long[] {2, 2}, 1, 2, 3, 4)) {
            assertThat(TestTensors.floats(tensor)).containsExactly(1, 2, 3, 4);
            assertThat(tensor.shape()).containsExactly(2, 2);
            assertThat(tensor.host().isReadOnly()).isTrue();
            assertThat(tensor.host().isDirect()).isTrue();
        }
        assertThat(allocator.gauges()).isEqualTo(new MemoryGauges(0, 0, 64));
    }

    @Test
    void buffer_givenBack_isUsedAgain() {
        TestTensors.floats(allocator, new long[] {100}).close();
        long kept = allocator.gauges().retainedBytes();
        try (Tensor again = TestTensors.floats(allocator, new long[] {100})) {
            assertThat(again.host().remaining()).isEqualTo(400);
            assertThat(allocator.gauges().retainedBytes()).isZero();
        }
        assertThat(allocator.gauges().retainedBytes()).isEqualTo(kept);
    }

    @Test
    void apart_sharesThePool_andCountsForItself() {
        PooledAllocator apart = allocator.apart();
        try (Tensor tensor = TestTensors.floats(apart, new long[] {16})) {
            assertThat(tensor.shape()).containsExactly(16);
            assertThat(allocator.gauges()).isEqualTo(new MemoryGauges(0, 0, 0));
            assertThat(apart.gauges()).isEqualTo(new MemoryGauges(64, 1, 0));
        }
        assertThat(apart.gauges()).isEqualTo(new MemoryGauges(0, 0, 64));
        assertThat(allocator.gauges()).isEqualTo(new MemoryGauges(0, 0, 64));
    }

    @Test
    void adopt_tensorOfItsOwn_movesItsBytesToo() {
        PooledAllocator apart = allocator.apart();
        Tensor tensor = allocator.adopt(TestTensors.floats(apart, new long[] {16}));
        assertThat(apart.gauges().live()).isZero();
        assertThat(apart.gauges().bytesInUse()).isZero();
        assertThat(allocator.gauges().live()).isEqualTo(1);
        assertThat(allocator.gauges().bytesInUse()).isEqualTo(64);
        tensor.close();
        assertThat(allocator.gauges()).isEqualTo(new MemoryGauges(0, 0, 64));
    }

    @Test
    void adopt_viewOfASharedBuffer_countsTheViewAndLeavesTheBytes() {
        PooledAllocator apart = allocator.apart();
        Tensor whole = TestTensors.floats(apart, new long[] {16});
        Tensor view = allocator.adopt(whole.view(0, 4));
        whole.close();
        assertThat(apart.gauges().live()).isZero();
        assertThat(apart.gauges().bytesInUse()).isEqualTo(64);
        assertThat(allocator.gauges().live()).isEqualTo(1);
        assertThat(allocator.gauges().bytesInUse()).isZero();
        view.close();
        assertThat(allocator.gauges().live()).isZero();
        assertThat(apart.gauges().bytesInUse()).isZero();
    }

    @Test
    void retention_aboveBound_dropsBuffers() {
        PooledAllocator small = new PooledAllocator(new PoolOptions(100, false));
        TestTensors.floats(small, new long[] {100}).close();
        assertThat(small.gauges()).isEqualTo(new MemoryGauges(0, 0, 0));
    }

    @Test
    void closedTensor_used_throws() {
        Tensor tensor = TestTensors.floats(allocator, new long[] {1}, 1);
        tensor.close();
        assertThatThrownBy(tensor::host).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(tensor::retain).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> tensor.view(0, 1)).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(tensor::close).isInstanceOf(IllegalStateException.class);
        assertThat(allocator.gauges().live()).isZero();
    }

    @Test
    void releasedMemory_readLate_isPoisoned() {
        Tensor tensor = TestTensors.floats(allocator, new long[] {1}, 1);
        ByteBuffer late = tensor.host();
        tensor.close();
        assertThat(late.get(0)).isEqualTo((byte) 0xDB);
    }

    @Test
    void view_afterItsWholeIsClosed_keepsTheMemory() {
        Tensor whole = TestTensors.floats(allocator, new long[] {4}, 1, 2, 3, 4);
        Tensor view = whole.view(8, 2);
        whole.close();
        assertThat(TestTensors.floats(view)).containsExactly(3, 4);
        assertThat(allocator.gauges().bytesInUse()).isEqualTo(64);
        view.close();
        assertThat(allocator.gauges().bytesInUse()).isZero();
    }

    @Test
    void view_outside_isRefused() {
        try (Tensor tensor = TestTensors.floats(allocator, new long[] {4})) {
            assertThatThrownBy(() -> tensor.view(8, 3)).isInstanceOf(IndexOutOfBoundsException.class);
            assertThatThrownBy(() -> tensor.view(-4, 1)).isInstanceOf(IndexOutOfBoundsException.class);
        }
    }

    @Test
    void retainedTensor_closedOnce_staysOpen() {
        Tensor tensor = TestTensors.floats(allocator, new long[] {1}, 7);
        Tensor same = tensor.retain();
        tensor.close();
        assertThat(TestTensors.floats(same)).containsExactly(7);
        same.close();
        assertThat(allocator.gauges().live()).isZero();
    }

    @Test
    void builder_closedUnbuilt_givesItsMemoryBack() {
        try (TensorBuilder builder = allocator.allocate(DType.INT8, 5)) {
            assertThat(builder.buffer().remaining()).isEqualTo(5);
        }
        assertThat(allocator.gauges().live()).isZero();
    }

    @Test
    void size_twoGibibytes_isRefused() {
        assertThatThrownBy(() -> allocator.allocate(DType.INT8, 1L << 31)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> allocator.allocate(DType.BYTES, 1)).isInstanceOf(IllegalArgumentException.class);
    }

    @Property
    void sizeClass_anySize_holdsItWithLittleWaste(@ForAll @IntRange(max = 64 << 20) int bytes) {
        int capacity = SizeClasses.capacity(SizeClasses.of(bytes));
        assertThat(capacity).isGreaterThanOrEqualTo(bytes).isLessThanOrEqualTo(Math.max(64, bytes + bytes / 4 + 1));
    }
}
