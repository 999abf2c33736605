package dev.triptych.scheduling;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.lifecycle.BeforeTry;

final class FanOutTest {
    private List<CompletableFuture<Integer>> children = Collections.synchronizedList(new ArrayList<>());
    private List<Integer> discarded = Collections.synchronizedList(new ArrayList<>());

    @BeforeTry
    void fresh() {
        children = Collections.synchronizedList(new ArrayList<>());
        discarded = Collections.synchronizedList(new ArrayList<>());
    }

    /** Whatever the order in which children end, results come in theirs, and never more than the window are under way. */
    @Property(tries = 100)
    void children_anyOrder_gatheredInOrderWithinTheWindow(
            @ForAll @IntRange(min = 0, max = 40) int count,
            @ForAll @IntRange(min = 1, max = 6) int window,
            @ForAll long seed) {
        List<CompletableFuture<Integer>> open = new ArrayList<>();
        int[] submitted = new int[1];
        FanOut<Integer> fan = new FanOut<>(
                count,
                window,
                child -> {
                    CompletableFuture<Integer> stage = new CompletableFuture<>();
                    open.add(stage);
                    assertThat(child).isEqualTo(submitted[0]++);
                    return stage;
                },
                discarded::add);
        CompletableFuture<List<Integer>> whole = fan.start().toCompletableFuture();
        Random random = new Random(seed);
        List<Integer> numbers = new ArrayList<>();
        while (numbers.size() < count) {
            List<Integer> waiting = new ArrayList<>();
            for (int i = 0; i < open.size(); i++) {
                if (!open.get(i).isDone()) {
                    waiting.add(i);
                }
            }
            assertThat(waiting.size()).isEqualTo(Math.min(window, count - numbers.size()));
            int child = waiting.get(random.nextInt(waiting.size()));
            numbers.add(child);
            open.get(child).complete(child);
        }
        assertThat(whole)
                .isCompletedWithValueMatching(
                        list -> list.equals(numbers.stream().sorted().toList()));
    }

    @Example
    void aChildFails_theRestIsDiscardedAndNoneSubmitted() {
        FanOut<Integer> fan = fan(10, 3);
        CompletableFuture<List<Integer>> whole = fan.start().toCompletableFuture();
        children.get(0).complete(0);
        assertThat(children).hasSize(4);
        children.get(2).completeExceptionally(new IllegalStateException("the third"));
        children.get(1).complete(1);
        children.get(3).complete(3);
        assertThat(children).hasSize(4);
        assertThat(discarded).containsExactlyInAnyOrder(0, 1, 3);
        assertThatThrownBy(whole::join).isInstanceOf(CompletionException.class).hasMessageContaining("the third");
    }

    @Example
    void end_beforeAll_failsAndDiscards() {
        FanOut<Integer> fan = fan(4, 2);
        CompletableFuture<List<Integer>> whole = fan.start().toCompletableFuture();
        children.get(0).complete(0);
        fan.end(new IllegalStateException("too late"));
        fan.end(new IllegalStateException("again"));
        children.get(1).complete(1);
        assertThat(discarded).containsExactlyInAnyOrder(0, 1);
        assertThatThrownBy(whole::join).hasMessageContaining("too late");
    }

    @Example
    void submit_throws_failsTheWhole() {
        FanOut<Integer> fan = new FanOut<>(
                3,
                3,
                child -> {
                    throw new IllegalStateException("no child");
                },
                discarded::add);
        assertThatThrownBy(fan.start().toCompletableFuture()::join).hasMessageContaining("no child");
    }

    @Example
    void manyChildren_doneAtOnce_needNoDeepStack() {
        FanOut<Integer> fan = new FanOut<>(100_000, 2, CompletableFuture::completedFuture, discarded::add);
        assertThat(fan.start().toCompletableFuture().join()).hasSize(100_000);
    }

    @Example
    void children_completedByManyThreads_eachGatheredOnce() throws Exception {
        FanOut<Integer> fan = fan(4_000, 16);
        CompletableFuture<List<Integer>> whole = fan.start().toCompletableFuture();
        Race.run(3, thread -> {
            for (int i = thread; i < 4_000; i += 3) {
                while (children.size() <= i) {
                    Thread.onSpinWait();
                }
                children.get(i).complete(i);
            }
        });
        assertThat(whole.join()).hasSize(4_000).isSorted();
        assertThat(discarded).isEmpty();
    }

    private FanOut<Integer> fan(int count, int window) {
        return new FanOut<>(
                count,
                window,
                child -> {
                    CompletableFuture<Integer> stage = new CompletableFuture<>();
                    children.add(stage);
                    return stage;
                },
                discarded::add);
    }
}
