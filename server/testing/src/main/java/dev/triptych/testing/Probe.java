package dev.triptych.testing;

import dev.triptych.spi.model.Task;
import java.util.List;
import java.util.function.Function;

/**
 * What {@link ModelPluginContractTest} tries on one task of a loaded model.
 *
 * @param <I> the item
 * @param <O> the answer; closed after use when it can be
 * @param name a name for failure messages
 * @param task the task
 * @param good an item that works
 * @param bad items of wrong contents: each fails with INVALID_ARGUMENT
 * @param answer what of an answer must be equal from run to run
 */
public record Probe<I, O>(String name, Task<I, O> task, I good, List<I> bad, Function<O, Object> answer) {
    public Probe {
        bad = List.copyOf(bad);
    }
}
