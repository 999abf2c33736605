package dev.triptych.runtime.model;

import dev.triptych.spi.content.Content;
import dev.triptych.spi.content.Modality;
import dev.triptych.spi.model.Call;
import dev.triptych.spi.model.Capability;
import dev.triptych.spi.model.Embedder;
import dev.triptych.spi.model.Embedding;
import dev.triptych.spi.model.Model;
import dev.triptych.spi.model.ModelInfo;
import dev.triptych.spi.model.Plan;
import dev.triptych.spi.model.RawGraph;
import dev.triptych.spi.model.Space;
import dev.triptych.testing.TestTensors;
import java.util.AbstractList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** A model that counts its closes, and whose items stand still in {@code run} until a test lets them go. */
final class StubModel implements Model, Embedder {
    final AtomicInteger closes = new AtomicInteger();
    final CountDownLatch begun = new CountDownLatch(1);
    final CountDownLatch open = new CountDownLatch(1);
    private final boolean wicked;

    /**
     * @param wicked whether its list of raw graphs throws an error when it is read, behind the guard's back
     */
    StubModel(boolean wicked) {
        this.wicked = wicked;
    }

    @Override
    public ModelInfo info() {
        return new ModelInfo("stub", Map.of(), ModelInfo.Limits.NONE);
    }

    @Override
    public <T extends Capability> List<T> all(Class<T> kind) {
        if (kind == Embedder.class) {
            return List.of(kind.cast(this));
        }
        return wicked && kind == RawGraph.class ? new Wicked<>() : List.of();
    }

    @Override
    public void close() {
        closes.incrementAndGet();
    }

    @Override
    public Space space() {
        return new Space("stub", 1);
    }

    @Override
    public Set<Modality> modalities() {
        return Set.of(Modality.TEXT);
    }

    @Override
    public boolean contrastive() {
        return false;
    }

    @Override
    public Plan plan(Content item) {
        return new Plan(1, 0, List.of());
    }

    @Override
    public CompletionStage<Embedding> run(Call call, Content item) {
        begun.countDown();
        await(open);
        return CompletableFuture.completedStage(
                new Embedding(space(), TestTensors.floats(call.tensors(), new long[] {1}, 1), false, false));
    }

    static void await(CountDownLatch latch) {
        try {
            if (!latch.await(20, TimeUnit.SECONDS)) {
                throw new AssertionError("nothing came");
            }
        } catch (InterruptedException e) {
            throw new AssertionError("interrupted", e);
        }
    }

    /** A list that cannot be read. */
    private static final class Wicked<T> extends AbstractList<T> {
        @Override
        public T get(int index) {
            throw new InternalError("wicked");
        }

        @Override
        public int size() {
            throw new InternalError("wicked");
        }
    }
}
