package dev.triptych.bench.cli;

import dev.triptych.bench.bare.BareSweep;
import dev.triptych.bench.bare.BareSweep.Tried;
import dev.triptych.bench.bare.LoopSpec;
import dev.triptych.bench.report.Table;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Runs an image tower by ONNX Runtime alone, in every way worth trying. */
@Command(name = "bare", description = "ONNX Runtime alone in a loop: all lanes, batches and threads worth trying.")
final class BareCommand implements Callable<Integer> {
    @Option(names = "--model", paramLabel = "DIR", required = true, description = "The model's folder.")
    Path model = Path.of("");

    @Mixin
    TowerOptions tower = new TowerOptions();

    @Mixin
    Timing timing = new Timing();

    @Spec
    CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() throws Exception {
        int cores = Runtime.getRuntime().availableProcessors();
        List<LoopSpec> specs = new ArrayList<>(LoopSpec.throughput(cores, tower.batches));
        LoopSpec.latency(cores).stream().filter(one -> !specs.contains(one)).forEach(specs::add);
        List<Tried> tried =
                new BareSweep(tower.in(model), System::nanoTime).run(specs, timing.warmUp(), timing.measured());
        PrintWriter out = spec.commandLine().getOut();
        out.println(table(tried));
        out.flush();
        return 0;
    }

    static Table table(List<Tried> tried) {
        Table table = new Table("lanes, batch, threads", "items/s", "p50 ms of a run", "p99 ms of a run");
        tried.forEach(one -> table.row(
                one.spec(),
                one.figures().rate(),
                one.figures().millis(50),
                one.figures().millis(99)));
        return table;
    }
}
