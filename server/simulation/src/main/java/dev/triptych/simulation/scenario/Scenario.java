package dev.triptych.simulation.scenario;

import dev.triptych.simulation.page.Section;
import java.util.List;

/** A question about the scheduler, and the runs that answer it. Stateless. */
@FunctionalInterface
public interface Scenario {
    /** All scenarios, in the order of the report. */
    List<Scenario> ALL = List.of(
            new LightLoad(),
            new RowPadding(),
            new Saturation(),
            new Overload(),
            new Bursts(),
            new CostlyModel(),
            new MixedLengths(),
            new Chain(),
            new FanOut(),
            new Flood(),
            new Sequences(),
            new BadItems(),
            new Trouble());

    /** Plays it. */
    Section play();
}
