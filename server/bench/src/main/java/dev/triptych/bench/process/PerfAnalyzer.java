package dev.triptych.bench.process;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Triton's {@code perf_analyzer}, unchanged: a load that knows nothing of us. */
public final class PerfAnalyzer {
    private static final long PATIENCE_MINUTES = 10;

    private final Path program;

    /** The program at a path. */
    public PerfAnalyzer(Path program) {
        this.program = program;
    }

    /**
     * What it reports; microseconds.
     *
     * @param perSecond inferences a second
     */
    public record Found(double perSecond, double p50, double p90, double p99) {}

    /**
     * Measures a model once.
     *
     * @param target {@code host:port}
     * @param concurrency requests under way
     * @param window milliseconds of each of its trials
     */
    public Found run(String target, String model, int concurrency, long window)
            throws IOException, InterruptedException {
        Path csv = Files.createTempFile("perf-analyzer", ".csv");
        Path log = Files.createTempFile("perf-analyzer", ".log");
        try {
            Process process = new ProcessBuilder(List.of(
                            program.toString(),
                            "-m",
                            model,
                            "-u",
                            target,
                            "-i",
                            "grpc",
                            "--concurrency-range",
                            Integer.toString(concurrency),
                            "--measurement-interval",
                            Long.toString(window),
                            "--percentile",
                            "99",
                            // The mean of three windows: whether they agree is for our rounds to tell, and on a machine
                            // with neighbours it would else answer nothing at all.
                            "--stability-percentage",
                            "999",
                            "-f",
                            csv.toString()))
                    .redirectErrorStream(true)
                    .redirectOutput(log.toFile())
                    .start();
            if (!process.waitFor(PATIENCE_MINUTES, TimeUnit.MINUTES)) {
                process.destroyForcibly();
                throw new IOException("perf_analyzer did not end in " + PATIENCE_MINUTES + " minutes");
            }
            List<String> lines = Files.readAllLines(csv);
            if (lines.size() < 2) {
                throw new IOException("perf_analyzer measured nothing: " + Files.readString(log));
            }
            return parse(lines.get(0), lines.get(1));
        } finally {
            Files.deleteIfExists(csv);
            Files.deleteIfExists(log);
        }
    }

    static Found parse(String head, String values) {
        List<String> names = new ArrayList<>(List.of(head.split(",", -1)));
        String[] cells = values.split(",", -1);
        return new Found(
                cell(names, cells, "Inferences/Second"),
                cell(names, cells, "p50 latency"),
                cell(names, cells, "p90 latency"),
                cell(names, cells, "p99 latency"));
    }

    private static double cell(List<String> names, String[] cells, String name) {
        int at = names.indexOf(name);
        if (at < 0 || at >= cells.length) {
            throw new IllegalArgumentException("perf_analyzer's report has no column '" + name + "': " + names);
        }
        return Double.parseDouble(cells[at]);
    }
}
