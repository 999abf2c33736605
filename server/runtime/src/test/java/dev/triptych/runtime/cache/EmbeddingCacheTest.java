package dev.triptych.runtime.cache;

import static org.assertj.core.api.Assertions.assertThat;

import dev.triptych.runtime.cache.EmbeddingCache.Found;
import dev.triptych.runtime.serving.Request;
import dev.triptych.runtime.serving.RequestInfo;
import dev.triptych.spi.model.Space;
import dev.triptych.spi.tensor.TensorAllocator;
import dev.triptych.testing.LedgerAllocator;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.junit.jupiter.api.Test;

class EmbeddingCacheTest {
    private static final int DIM = 8;
    private static final int ENTRY = vector(DIM, 1).bytes();

    private final EmbeddingCache cache = new EmbeddingCache(100L * ENTRY);
    private final Request request = new Asking(new LedgerAllocator());

    @Test
    void find_whatLanded_isThere() {
        Flight flight = mine(cache, 1);
        flight.land(vector(DIM, 7));
        assertThat(cache.find(key(1), request, Open::new)).isInstanceOf(Found.Hit.class);
        assertThat(flight.result().toCompletableFuture()).isCompleted();
        assertThat(cache.gauges().flights()).isZero();
        assertThat(cache.gauges().bytes()).isEqualTo(ENTRY);
    }

    @Test
    void find_whatIsUnderWay_isAwaited() {
        Flight flight = mine(cache, 1);
        Found second = cache.find(key(1), request, Open::new);
        assertThat(second).isEqualTo(new Found.Awaited(flight));
        assertThat(cache.gauges().flights()).isEqualTo(1);
    }

    @Test
    void find_whatNobodyWaitsForAnyMore_startsAgainAndBothMayLand() {
        Open left = new Open();
        Flight first = ((Found.Mine) cache.find(key(1), request, () -> left)).flight();
        left.over = true;
        Flight second = mine(cache, 1);
        first.land(vector(DIM, 1));
        assertThat(cache.gauges().flights()).isEqualTo(1);
        second.land(vector(DIM, 1));
        assertThat(cache.gauges().flights()).isZero();
    }

    @Test
    void fail_keepsNothing() {
        mine(cache, 1).fail(new IllegalStateException("played"));
        assertThat(cache.find(key(1), request, Open::new)).isInstanceOf(Found.Mine.class);
        assertThat(cache.gauges().entries()).isZero();
    }

    @Test
    void land_aVectorWithWhatIsNoNumber_isNotKept() {
        Flight flight = mine(cache, 1);
        flight.land(vector(DIM, Float.NaN));
        assertThat(flight.result().toCompletableFuture()).isCompleted();
        assertThat(cache.gauges().entries()).isZero();
    }

    @Test
    void land_aVectorTooLargeForTheWhole_isNotKept() {
        mine(cache, 1).land(vector(100 * ENTRY / 16 / Float.BYTES, 1));
        assertThat(cache.gauges().entries()).isZero();
    }

    @Test
    void bytes_neverExceedTheCapacity() {
        for (int i = 0; i < 1000; i++) {
            mine(cache, i).land(vector(DIM, i));
            assertThat(cache.gauges().bytes()).isLessThanOrEqualTo(100L * ENTRY);
        }
        assertThat(cache.gauges().evictions()).isEqualTo(900);
        assertThat(cache.gauges().entries()).isEqualTo(100);
        cache.clear();
        assertThat(cache.gauges().bytes()).isZero();
    }

    @Test
    void capacity_ofNothing_isOff() {
        assertThat(new EmbeddingCache(0).on()).isFalse();
    }

    private Flight mine(EmbeddingCache from, int key) {
        return ((Found.Mine) from.find(key(key), request, Open::new)).flight();
    }

    private static ContentKey key(int number) {
        return new ContentKey(number, 0, 0, 0);
    }

    private static KeptVector vector(int dim, float value) {
        ByteBuffer bytes = ByteBuffer.allocate(dim * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        bytes.putFloat(0, value);
        return new KeptVector(new Space("s", dim), bytes.array(), false, false);
    }

    /** A life that ends when a test says so. */
    private static final class Open implements SharedLife {
        private boolean over;

        @Override
        public boolean join(Request waiter) {
            return !over;
        }
    }

    /** Who asks. */
    private record Asking(TensorAllocator tensors) implements Request {
        @Override
        public RequestInfo info() {
            return new RequestInfo("r", "tenant", Long.MAX_VALUE);
        }

        @Override
        public void cancel() {}

        @Override
        public void close() {}
    }
}
