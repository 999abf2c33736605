package dev.triptych.runtime.task;

import static org.assertj.core.api.Assertions.assertThat;

import dev.triptych.runtime.serving.Meter;
import dev.triptych.runtime.serving.Outcome;
import dev.triptych.runtime.task.LabelCache.Found;
import dev.triptych.spi.model.Embedding;
import dev.triptych.spi.model.Space;
import dev.triptych.testing.LedgerExtension;
import dev.triptych.testing.TestTensors;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class LabelCacheTest {
    private static final int SIZE = 256 + 2 * 56 + 2 + 4 + 4 * Float.BYTES;

    @RegisterExtension
    final LedgerExtension memory = new LedgerExtension();

    private final Object model = new Object();
    private final List<Boolean> heard = new ArrayList<>();
    private final LabelCache cache = new LabelCache(2 * SIZE, new Ears());

    @Test
    void find_leastRecentlyUsed_goesFirst() {
        land("a");
        land("b");
        assertThat(found("a")).isInstanceOf(Found.Ready.class);
        land("c");
        assertThat(found("a")).isInstanceOf(Found.Ready.class);
        assertThat(found("b")).isInstanceOf(Found.Mine.class);
        assertThat(cache.bytes()).isEqualTo(2 * SIZE);
    }

    @Test
    void find_aModelThatIsReleased_hasNothingLeft() {
        land("a");
        Object other = new Object();
        ((Found.Mine) cache.find(key(other, "a"), "m")).flight().land(vectors());
        cache.release(model);
        assertThat(cache.bytes()).isEqualTo(SIZE);
        assertThat(found("a")).isInstanceOf(Found.Mine.class);
    }

    @Test
    void find_whileUnderWay_waitsForTheSameFlight() {
        Found.Mine first = (Found.Mine) found("a");
        Found.Awaited second = (Found.Awaited) found("a");
        LabelVectors vectors = vectors();
        first.flight().land(vectors);
        assertThat(second.vectors()).isCompletedWithValue(vectors);
        assertThat(heard).containsExactly(false, true);
    }

    @Test
    void find_afterAFailedFlight_isMineAgain() {
        Found.Mine first = (Found.Mine) found("a");
        Found.Awaited second = (Found.Awaited) found("a");
        first.flight().fail(new IllegalStateException("gone"));
        assertThat(second.vectors()).isCompletedExceptionally();
        assertThat(found("a")).isInstanceOf(Found.Mine.class);
        assertThat(cache.bytes()).isZero();
    }

    @Test
    void find_afterAFlightThatFailedHalfWay_goesOnAndCountsIt() {
        LabelCache large = new LabelCache(10_000, Meter.NONE);
        LabelCache.Key two = new LabelCache.Key(model, "", List.of("{}"), List.of("a", "b"), true);
        LabelCache.Flight first = ((Found.Mine) large.find(two, "m")).flight();
        try (Embedding embedding = embedding()) {
            first.progress().add(List.of(new Outcome.Done<>(embedding)), i -> "labels");
        }
        first.fail(new IllegalStateException("gone"));
        assertThat(large.bytes()).isEqualTo(SIZE + 56 + 2 + 4 * Float.BYTES);
        LabelCache.Flight second = ((Found.Mine) large.find(two, "m")).flight();
        assertThat(second.progress()).isSameAs(first.progress());
        assertThat(large.bytes()).isZero();
        second.fail(new IllegalStateException("gone"));
        large.release(model);
        assertThat(large.bytes()).isZero();
        assertThat(((Found.Mine) large.find(two, "m")).flight().progress().done())
                .isZero();
    }

    @Test
    void find_withoutCapacity_neitherKeepsNorWaits() {
        LabelCache none = new LabelCache(0, Meter.NONE);
        Found.Mine first = (Found.Mine) none.find(key(model, "a"), "m");
        assertThat(none.find(key(model, "a"), "m")).isInstanceOf(Found.Mine.class);
        first.flight().land(vectors());
        assertThat(none.bytes()).isZero();
    }

    @Test
    void land_largerThanTheCapacity_isAnsweredAndNotKept() {
        Found.Mine large = (Found.Mine) found("a");
        Found.Awaited waits = (Found.Awaited) found("a");
        large.flight().land(new LabelVectors(new float[1000], 4, List.of()));
        assertThat(waits.vectors()).isCompleted();
        assertThat(cache.bytes()).isZero();
    }

    @Test
    void land_templates_countWithTheirCharacters() {
        LabelCache large = new LabelCache(10_000, Meter.NONE);
        List<String> templates = List.of("{}" + "x".repeat(98), "{}");
        LabelCache.Key key = new LabelCache.Key(model, "", templates, List.of("a"), true);
        ((Found.Mine) large.find(key, "m")).flight().land(vectors());
        assertThat(large.bytes()).isEqualTo(SIZE + 56 + 200);
    }

    @Test
    void dots_anyCount_areThoseOfEachRow() {
        float[] rows = new float[7 * 3];
        for (int i = 0; i < rows.length; i++) {
            rows[i] = i;
        }
        assertThat(new LabelVectors(rows, 3, List.of()).dots(new float[] {1, 10, 100}))
                .containsExactly(210, 543, 876, 1209, 1542, 1875, 2208);
    }

    private Found found(String label) {
        return cache.find(key(model, label), "m");
    }

    private void land(String label) {
        ((Found.Mine) found(label)).flight().land(vectors());
    }

    private static LabelCache.Key key(Object model, String label) {
        return new LabelCache.Key(model, "", List.of("{}"), List.of(label), true);
    }

    private Embedding embedding() {
        return new Embedding(
                new Space("s", 4), TestTensors.floats(memory.allocator(), new long[] {4}, 0, 0, 0, 1), true, false);
    }

    private static LabelVectors vectors() {
        return new LabelVectors(new float[4], 4, List.of());
    }

    private final class Ears implements Meter {
        @Override
        public void labels(String name, boolean hit) {
            heard.add(hit);
        }
    }
}
