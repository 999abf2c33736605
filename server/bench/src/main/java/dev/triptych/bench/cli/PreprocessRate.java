package dev.triptych.bench.cli;

import dev.triptych.bench.image.Measured;
import dev.triptych.bench.image.PillowPeer;
import dev.triptych.bench.image.Preprocessing;
import dev.triptych.bench.report.Machine;
import dev.triptych.bench.report.Spread;
import dev.triptych.bench.report.Table;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** JPEG decoding and CLIP's preprocessing on one thread against Pillow and its processor, in turn, compared bit for bit. */
@Command(
        name = "preprocess",
        description = "JPEG to CLIP's tensor on one thread against Pillow and the Pillow processor of transformers.")
final class PreprocessRate implements Callable<Integer> {
    @Option(names = "--pictures", paramLabel = "DIR", required = true, description = "A folder of JPEGs.")
    Path pictures = Path.of("");

    @Option(
            names = "--python",
            paramLabel = "FILE",
            required = true,
            description = "A Python with the goldens' requirements installed.")
    Path python = Path.of("");

    @Option(names = "--script", paramLabel = "FILE", required = true, description = "preprocess_peer.py.")
    Path script = Path.of("");

    @Option(
            names = "--rounds",
            paramLabel = "N",
            defaultValue = "9",
            description = "How often each side has its turn (default: ${DEFAULT-VALUE}).")
    int rounds = 9;

    @Option(
            names = "--runs",
            paramLabel = "N",
            defaultValue = "15",
            description = "Runs of a turn, whose median counts (default: ${DEFAULT-VALUE}).")
    int runs = 15;

    @Option(
            names = "--warm-up",
            paramLabel = "N",
            defaultValue = "300",
            description = "Runs of ours before the first round (default: ${DEFAULT-VALUE}).")
    int warmUp = 300;

    @Spec
    CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() throws Exception {
        PrintWriter out = spec.commandLine().getOut();
        out.println("Machine: " + Machine.line());
        out.printf("%n### JPEG to CLIP's tensor, one thread, milliseconds on a core%n%n");
        Table table = new Table("picture", "Pillow", "ours", "Pillow's time over ours", "tensors");
        boolean equal = true;
        try (PillowPeer peer = new PillowPeer(python, script)) {
            for (Path picture : jpegs()) {
                equal &= compare(picture, peer, table);
            }
        }
        out.println(table);
        out.flush();
        return equal ? 0 : 1;
    }

    private List<Path> jpegs() throws IOException {
        try (Stream<Path> files = Files.list(pictures)) {
            return files.filter(file -> file.toString().endsWith(".jpg"))
                    .sorted()
                    .toList();
        }
    }

    private boolean compare(Path picture, PillowPeer peer, Table table) throws IOException {
        byte[] encoded = Files.readAllBytes(picture);
        Preprocessing ours = new Preprocessing();
        ours.run(encoded, warmUp);
        List<Double> theirTimes = new ArrayList<>();
        List<Double> ourTimes = new ArrayList<>();
        List<Double> ratios = new ArrayList<>();
        boolean equal = true;
        for (int round = 0; round < rounds; round++) {
            boolean first = round % 2 == 0;
            Measured one = first ? peer.run(picture, runs) : ours.run(encoded, runs);
            Measured two = first ? ours.run(encoded, runs) : peer.run(picture, runs);
            equal &= one.digest().equals(two.digest());
            theirTimes.add((first ? one : two).median());
            ourTimes.add((first ? two : one).median());
            ratios.add(theirTimes.get(round) / ourTimes.get(round));
        }
        String name = String.valueOf(picture.getFileName());
        table.row(
                name.substring(0, name.length() - ".jpg".length()),
                Spread.of(theirTimes),
                Spread.of(ourTimes),
                Spread.of(ratios).fine(),
                equal ? "equal" : "DIFFER");
        return equal;
    }
}
