package dev.triptych.runtime.task;

import static org.assertj.core.api.Assertions.assertThat;

import dev.triptych.spi.error.Reason;
import dev.triptych.spi.error.TaskException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

/** Random calls, ends and times: each caller gets its own content's answer, no run is for nobody, none is doubled. */
class SharedEmbeddingsPropertyTest {
    /** More UTF-16 bytes than are hashed on the caller's thread. */
    private static final String LARGE = "long ".repeat(8000);

    @Property(tries = 400)
    void sharing_underRandomInterleavings_answersEachItsOwn(@ForAll long seed) {
        Random random = new Random(seed);
        // Half of the worlds keep next to nothing, so that contents are run again and again.
        SharedWorld world = new SharedWorld(random.nextBoolean() ? 1 << 20 : 1);
        for (int step = 0; step < 120; step++) {
            step(world, random);
            world.check();
        }
        world.settle();
    }

    private static void step(SharedWorld world, Random random) {
        switch (random.nextInt(8)) {
            case 0, 1, 2 -> world.ask(1 + random.nextInt(50), texts(random));
            case 3 -> pick(world.calls, random).forEach(call -> call.request.cancel());
            case 4 -> world.advance(random.nextInt(20));
            case 5 -> pick(world.open(), random).forEach(run -> run.end.complete(null));
            case 6 ->
                pick(world.open(), random)
                        .forEach(run ->
                                run.end.completeExceptionally(TaskException.of(Reason.MODEL_REJECTED_INPUT, "played")));
            default -> {
                world.refuseNext = random.nextInt(4) == 0;
                if (!world.hostWork.isEmpty()) {
                    world.hostWork.remove().run();
                }
            }
        }
    }

    @Example
    void whoIsInMoreHurryThanTheRun_hasOneOfItsOwn() {
        SharedWorld world = new SharedWorld(1 << 20);
        world.ask(100, List.of("a"));
        world.ask(10, List.of("a"));
        world.ask(60, List.of("a"));
        assertThat(world.runs).hasSize(2);
        world.runs.get(1).end.complete(null);
        assertThat(world.calls.get(1).result).isCompleted();
        assertThat(world.calls.get(2).result).isCompleted();
        assertThat(world.calls.get(0).result).isNotDone();
        world.runs.get(0).end.complete(null);
        assertThat(world.calls.get(0).result).isCompleted();
        world.settle();
    }

    @Example
    void run_isAsPatientAsThoseWhoWait() {
        SharedWorld world = new SharedWorld(1 << 20);
        world.ask(10, List.of("a"));
        world.ask(30, List.of("a"));
        world.ask(5, List.of("a"));
        assertThat(world.runs).hasSize(1);
        world.advance(10);
        assertThat(world.open()).hasSize(1);
        assertThat(world.calls.get(0).result).isDone();
        world.advance(20);
        assertThat(world.open()).isEmpty();
        world.settle();
    }

    @Example
    void refusalOfTheOneThatRuns_passesTheRunOn() {
        SharedWorld world = new SharedWorld(1 << 20);
        world.ask(10, List.of("a"));
        world.ask(10, List.of("a"));
        world.runs.get(0).end.completeExceptionally(TaskException.of(Reason.QUEUE_FULL, "played"));
        assertThat(world.runs).hasSize(2);
        world.open().get(0).end.complete(null);
        assertThat(world.calls.get(1).result).isCompleted();
        world.settle();
    }

    private static <T> List<T> pick(List<T> from, Random random) {
        return from.isEmpty() ? List.of() : List.of(from.get(random.nextInt(from.size())));
    }

    private static List<String> texts(Random random) {
        List<String> texts = new ArrayList<>();
        for (int i = random.nextInt(3); i >= 0; i--) {
            texts.add(random.nextInt(6) == 0 ? LARGE : "text " + random.nextInt(4));
        }
        return texts;
    }
}
