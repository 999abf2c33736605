package dev.triptych.bench.cli;

import dev.triptych.bench.report.Machine;
import dev.triptych.bench.report.Spread;
import dev.triptych.bench.report.Table;
import dev.triptych.client.ClassifyOptions;
import dev.triptych.client.EmbedOptions;
import dev.triptych.client.Input;
import dev.triptych.client.Result;
import dev.triptych.load.input.Samples;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.IntStream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/**
 * Classify with many labels, from its second call on, against Embed of the same picture: calls in turn, one at a time, on
 * one connection. What is left between them is what labels cost once their vectors are known.
 */
@Command(
        name = "labels",
        description = "Classify with known labels against Embed of the same picture, in turn, on a running server.")
final class LabelRate implements Callable<Integer> {
    /** A call and its times in each round. */
    private record Contestant(Callable<Result<?>> call, List<Double> medians) {}

    @Option(
            names = "--server",
            paramLabel = "H:P",
            defaultValue = "127.0.0.1:8001",
            description = "The server, with its cache (default: ${DEFAULT-VALUE}).")
    String server = "127.0.0.1:8001";

    @Option(names = "--model", paramLabel = "NAME", defaultValue = "mini", description = "(default: ${DEFAULT-VALUE})")
    String model = "mini";

    @Option(
            names = "--labels",
            paramLabel = "N",
            defaultValue = "1000",
            description = "How many labels are sent with each call (default: ${DEFAULT-VALUE}).")
    int labels = 1000;

    @Option(names = "--file", paramLabel = "FILE", description = "The picture (default: a made-up JPEG, 640 x 480).")
    List<Path> files = new ArrayList<>();

    @Mixin
    Timing timing = new Timing();

    @Spec
    CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() throws Exception {
        try (Connection connection = new Connection(server)) {
            Map<String, Contestant> contestants = contestants(connection);
            Contestant embed = contestants.values().iterator().next();
            round(contestants, timing.warmUp().toNanos());
            contestants.values().forEach(contestant -> contestant.medians().clear());
            for (int i = 0; i < timing.rounds; i++) {
                round(contestants, timing.measured().toNanos());
                spec.commandLine().getErr().println("round " + (i + 1) + " of " + timing.rounds);
            }
            Table table = new Table("call", "p50 ms of a round", "against Embed");
            contestants.forEach((name, contestant) -> table.row(
                    name,
                    Spread.of(contestant.medians()).toString(),
                    Spread.of(ratios(contestant.medians(), embed.medians())).fine()));
            PrintWriter out = spec.commandLine().getOut();
            out.println("Machine: " + Machine.line());
            out.println();
            out.println(table);
            out.flush();
        }
        return 0;
    }

    private Map<String, Contestant> contestants(Connection connection) {
        var client = connection.connections().client(0);
        List<Input> picture = files.isEmpty() ? Samples.photos(1, 640, 480) : Pictures.of(files.subList(0, 1));
        ClassifyOptions all = ClassifyOptions.DEFAULTS.withLabels(IntStream.range(0, labels)
                .mapToObj(i -> String.format(Locale.ROOT, "thing number %d of many", i))
                .toList());
        ClassifyOptions best = all.withTopK(5);
        Map<String, Contestant> contestants = new LinkedHashMap<>();
        contestants.put(
                "Embed",
                new Contestant(
                        () -> client.embed(model, picture, EmbedOptions.DEFAULTS)
                                .get()
                                .get(0),
                        new ArrayList<>()));
        contestants.put(
                "Classify, best 5 of " + labels,
                new Contestant(() -> client.classify(model, picture, best).get().get(0), new ArrayList<>()));
        contestants.put(
                "Classify, all " + labels + " answered",
                new Contestant(() -> client.classify(model, picture, all).get().get(0), new ArrayList<>()));
        return contestants;
    }

    private static void round(Map<String, Contestant> contestants, long nanos) throws Exception {
        List<Contestant> turn = List.copyOf(contestants.values());
        List<List<Double>> times =
                turn.stream().<List<Double>>map(contestant -> new ArrayList<>()).toList();
        long end = System.nanoTime() + nanos;
        while (System.nanoTime() < end) {
            for (int i = 0; i < turn.size(); i++) {
                long begun = System.nanoTime();
                Result<?> result = turn.get(i).call().call();
                times.get(i).add((System.nanoTime() - begun) / 1e6);
                if (!result.ok()) {
                    throw new IllegalStateException("an item failed: " + result.failure());
                }
            }
        }
        for (int i = 0; i < turn.size(); i++) {
            turn.get(i).medians().add(Spread.of(times.get(i)).median());
        }
    }

    private static List<Double> ratios(List<Double> above, List<Double> below) {
        return IntStream.range(0, above.size())
                .mapToObj(i -> above.get(i) / below.get(i))
                .toList();
    }
}
