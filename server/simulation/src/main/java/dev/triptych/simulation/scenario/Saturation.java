package dev.triptych.simulation.scenario;

import static dev.triptych.simulation.engine.Simulation.SECOND;

import dev.triptych.simulation.engine.Contender;
import dev.triptych.simulation.engine.Hardware;
import dev.triptych.simulation.engine.Simulation;
import dev.triptych.simulation.engine.Station;
import dev.triptych.simulation.engine.Tally;
import dev.triptych.simulation.engine.Timing;
import dev.triptych.simulation.engine.Traffic;
import dev.triptych.simulation.page.Claim;
import dev.triptych.simulation.page.Figures;
import dev.triptych.simulation.page.Section;
import dev.triptych.simulation.page.Table;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/** How much of a device is used when there is always work. */
final class Saturation implements Scenario {
    private static final long SEED = 4;
    private static final long SPAN = 2 * SECOND;
    private static final long STAGING = 500_000;
    private static final int CALLERS = 192;
    private static final List<Contender> CONTENDERS =
            List.of(Contender.triptych(), Contender.timer(5), Contender.powersOfTwo());

    /** A device: how it is shared, by how many lanes, and how many batches it computes at a time. */
    private record Shape(String name, Supplier<Hardware> hardware, int lanes, int width) {}

    private static final List<Shape> SHAPES = List.of(
            new Shape("GPU, 1 stream", () -> Hardware.streams(STAGING), 1, 1),
            new Shape("GPU, 2 streams", () -> Hardware.streams(STAGING), 2, 1),
            new Shape("2 cores", Hardware::cores, 2, 2));

    @Override
    public Section play() {
        Table table = new Table("answered, of capacity", "GPU, 1 stream", "GPU, 2 streams", "2 cores");
        Section section = new Section("Saturation: share of capacity")
                .text(
                        "192 callers, each with its next request at once; ViT-B/16 on an A100, batches up to 64, 0.5 ms to stage"
                                + " a batch on a stream before it can compute; 2 s, seed " + SEED
                                + ". With two streams the second"
                                + " binds when the first is about to end, so that staging costs nothing and the batch is still whole.")
                .table(table);
        for (Contender contender : CONTENDERS) {
            List<String> row = new ArrayList<>(List.of(contender.name()));
            for (Shape shape : SHAPES) {
                double share = share(contender, shape);
                row.add(Figures.two(share));
                if (contender.held() && shape.lanes() == 2) {
                    section.claim(Claim.atLeast("saturated, " + shape.name() + ": of capacity", share, 0.95));
                }
            }
            table.row(row);
        }
        return section;
    }

    private static double share(Contender contender, Shape shape) {
        Simulation house = new Simulation(SEED);
        Station device = house.station("device", contender, shape.hardware().get(), shape.lanes());
        Tally tally = house.send(Traffic.of("a", "vit", device.stage("tower", Timing.vitOnA100(), Vit.rows(64)))
                .closed(CALLERS, SPAN));
        house.run();
        return tally.answers() / (Vit.PER_SECOND * shape.width() * SPAN / SECOND);
    }
}
